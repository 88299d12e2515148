// Search in an offline pack: looks through window.packIndex, with no request to anywhere.
(function () {
  var index = window.packIndex, form = document.getElementById("pack-search");
  var box = document.getElementById("pack-q"), list = document.getElementById("pack-found");
  var said = document.getElementById("pack-said"), most = 50;
  if (!index || !form) return;
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’]/g, "'").toLowerCase();
  }
  var titles = index.pages.map(function (page) { return fold(page[0]); });
  var texts = index.parts.map(function (part) { return " " + fold(part[2] + " " + part[3]); });
  function score(n, words) {
    var part = index.parts[n], title = " " + titles[part[0]], total = 0;
    for (var i = 0; i < words.length; i++) {
      var at = texts[n].search(words[i]), inTitle = words[i].test(title);
      if (at < 0 && !(inTitle && !part[1])) return 0;
      total += (inTitle ? (part[1] ? 3 : 12) : 0) + (at >= 0 ? 2 : 0) + (words[i].test(" " + fold(part[2])) ? 6 : 0);
    }
    return total;
  }
  function extract(text, words) {
    var folded = " " + fold(text), at = -1;
    for (var i = 0; at < 0 && i < words.length; i++) at = folded.search(words[i]);
    var from = Math.max(0, at - 60), piece = text.slice(from, from + 200);
    return (from ? "… " : "") + piece + (from + 200 < text.length ? " …" : "");
  }
  function key(term) {
    return term.replace(/ies\b/g, "y").replace(/([^s ]{3})s\b/g, "$1");
  }
  var same = {};
  index.same.forEach(function (terms) {
    terms.forEach(function (term) { same[key(term)] = terms; });
  });
  function pattern(term) {
    return "[^a-z0-9]" + term.split(" ").map(function (word) {
      return word.replace(/[^a-z0-9]/g, "\\$&").replace(/(ies|es|s|y)$/, "");
    }).join("[a-z]*[^a-z0-9]+");
  }
  // Each word, or the most words that have others which mean the same, with these others.
  function sought(query) {
    var typed = fold(query).match(/[\w'-]+/g) || [], found = [];
    var words = typed.filter(function (word) { return index.empty.indexOf(word) < 0; });
    if (!words.length) words = typed;
    for (var at = 0; at < words.length; at += length) {
      for (var length = Math.min(6, words.length - at); length > 1; length--)
        if (same[key(words.slice(at, at + length).join(" "))]) break;
      var term = words.slice(at, at + length).join(" "), others = same[key(term)] || [];
      found.push(new RegExp([term].concat(others).map(pattern).join("|")));
    }
    return found;
  }
  function show(query) {
    var words = sought(query);
    var found = [];
    if (words.length) index.parts.forEach(function (part, n) {
      var points = score(n, words);
      if (points) found.push([points, n]);
    });
    found.sort(function (one, other) { return other[0] - one[0] || one[1] - other[1]; });
    list.textContent = "";
    found.slice(0, most).forEach(function (hit) {
      var part = index.parts[hit[1]], page = index.pages[part[0]];
      var item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
      link.href = page[1] + (part[1] ? "#" + part[1] : "");
      link.textContent = page[0] + (part[2] ? ": " + part[2] : "");
      text.textContent = extract(part[3], words);
      item.appendChild(link);
      item.appendChild(text);
      list.appendChild(item);
    });
    said.textContent = !words.length ? "" : found.length
      ? form.getAttribute("data-found").replace("{number}", found.length > most ? most + "+" : found.length)
      : form.getAttribute("data-none");
  }
  form.onsubmit = function () { show(box.value); return false; };
  form.hidden = false;
  var asked = /[?&]q=([^&]*)/.exec(location.search);
  if (asked) {
    box.value = decodeURIComponent(asked[1].replace(/\+/g, " "));
    show(box.value);
  }
})();
