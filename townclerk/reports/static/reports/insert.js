// Typing / in a text opens the list of figures that fit the words after it; choosing one puts its
// binding where the words stood. Without scripts the form's own search does the same.
const text = document.querySelector("textarea[data-figures]");

if (text) {
  const box = document.createElement("div");
  box.className = "tc-finder__list";
  box.setAttribute("aria-live", "polite");
  box.hidden = true;
  text.after(box);
  let asked = "";
  let waiting = 0;

  const words = () => {
    const before = text.value.slice(0, text.selectionStart);
    const found = /(?:^|[\s(])\/([^\n{}/]{2,60})$/.exec(before);
    return found ? found[1] : "";
  };

  const close = () => {
    box.hidden = true;
    box.replaceChildren();
    asked = "";
  };

  const put = (binding) => {
    const end = text.selectionStart;
    const start = end - words().length - 1;
    text.setRangeText(binding, start, end, "end");
    close();
    text.focus();
  };

  const look = async () => {
    const wanted = words();
    if (!wanted) return close();
    if (wanted === asked) return;
    asked = wanted;
    const answer = await fetch(`${text.dataset.figures}?q=${encodeURIComponent(wanted)}`);
    if (!answer.ok || wanted !== words()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(...page.body.children);
    box.hidden = false;
  };

  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const first = box.querySelector("[data-binding]");
    if (event.key === "ArrowDown" && !box.hidden && first) {
      event.preventDefault();
      first.focus();
    }
  });
  box.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-binding]");
    if (!here) return;
    const moves = { ArrowDown: here.nextElementSibling, ArrowUp: here.previousElementSibling };
    if (event.key in moves) {
      event.preventDefault();
      (moves[event.key] ?? text).focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      put(here.dataset.binding);
    } else if (event.key === "Escape") {
      close();
      text.focus();
    }
  });
  box.addEventListener("click", (event) => {
    const here = event.target.closest("[data-binding]");
    if (here) put(here.dataset.binding);
  });
}
