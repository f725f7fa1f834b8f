// What the page gains from a browser that runs modules; all of it works without, by links and forms.
import { LivePlan } from "./live-plan.js";
import { followPlaces } from "./place-panel.js";

document.documentElement.classList.add("scripted");
for (const each of document.querySelectorAll("[data-with-script]")) each.removeAttribute("hidden");

for (const field of document.querySelectorAll("select[data-submit]")) {
  field.addEventListener("change", () => field.closest("form")?.requestSubmit());
}
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", () => /** @type {HTMLFormElement} */ (form).requestSubmit());
}

// A form sent twice by an impatient hand is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Sideways only: what stands above the days is read first.
const day = document.querySelector(".day[aria-current]")?.getBoundingClientRect();
const days = document.querySelector(".days__list");
if (day && days) {
  const room = days.getBoundingClientRect();
  days.scrollLeft += day.left + day.width / 2 - (room.left + room.width / 2);
}
document.getElementById("notice")?.focus();

customElements.define("live-plan", LivePlan);
followPlaces();
