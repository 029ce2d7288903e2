// Starts the GOV.UK components, again inside each part htmx swaps in.
import { initAll } from "/static/built/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();
document.body.addEventListener("htmx:afterSwap", (event) => initAll({ scope: event.target }));

// A swap that takes away what had the focus hands it on to the start of what came instead, so that
// somebody on a keyboard goes on from there and not from the top of the page.
let lost = false;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  lost = event.detail.target.contains(document.activeElement);
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!lost || document.activeElement !== document.body) return;
  lost = false;
  const place = event.detail.elt;
  const next = place.querySelector("a[href], button, summary, input:not([type=hidden]), select") ?? place;
  if (next === place) place.setAttribute("tabindex", "-1");
  next.focus();
});
