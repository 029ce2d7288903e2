// Starts the GOV.UK components, again inside each part htmx swaps in.
import { initAll } from "/static/built/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();
document.body.addEventListener("htmx:afterSwap", (event) => initAll({ scope: event.target }));
