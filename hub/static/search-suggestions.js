// Suggestions under search boxes: an extra.
for (const box of document.querySelectorAll("[data-suggestions]")) {
  const list = document.createElement("ul");
  let asked, timer, at;
  const mark = (to) => {
    at = to;
    [...list.children].forEach((option, n) => option.ariaSelected = n === at);
    box.setAttribute("aria-activedescendant", list.children[at]?.id || "");
  };
  const show = (open) => {
    list.hidden = !open;
    box.ariaExpanded = open;
    mark(-1);
  };
  const ask = async () => {
    asked = box.value.trim();
    if (!asked[2]) return show(false);
    try {
      const answer = await fetch(box.dataset.suggestions + "?q=" + encodeURIComponent(asked));
      const [of, titles, , urls] = await answer.json();
      if (of !== asked) return;
      list.replaceChildren(...titles.map((title, n) => {
        const option = document.createElement("li");
        option.id = list.id + n;
        option.role = "option";
        option.textContent = title;
        option.url = urls[n];
        return option;
      }));
      show(titles.length > 0);
    } catch { show(false); }
  };
  list.id = `${box.id}-list`;
  list.className = "plain suggestions";
  list.role = "listbox";
  list.ariaLabel = box.labels[0].textContent;
  box.after(list);
  box.type = "text"; // one may be a combobox
  box.role = "combobox";
  box.ariaAutoComplete = "list";
  box.setAttribute("aria-controls", list.id);
  show(false);
  const go = (option) => location = option.url;
  box.oninput = () => { clearTimeout(timer); timer = setTimeout(ask, 250); };
  box.onblur = () => show(false);
  list.onmousedown = (event) => go(event.target);
  box.onkeydown = (event) => {
    const key = event.key, last = list.children.length - 1;
    if (list.hidden) return;
    if (key === "Escape") show(false);
    else if (key === "ArrowDown") mark(at < last ? at + 1 : -1);
    else if (key === "ArrowUp") mark(at < 0 ? last : at - 1);
    else if (key === "Enter" && at >= 0) go(list.children[at]);
    else return;
    event.preventDefault();
  };
}
