// Joins a form marked `data-passkey` to django-allauth's functions, and says where the browser refuses.
(function () {
  var form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  document.addEventListener("allauth.error", function () {
    document.getElementById("passkey-refused").hidden = false;
  });
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: { add: "passkey", authenticate: "passkey", credential: "id_credential", data: "passkey-options" }
  });
})();
