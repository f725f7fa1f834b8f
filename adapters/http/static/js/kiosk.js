// What a shared screen gains from a browser that runs modules: keys to tap, a clock that counts down, and no page of
// somebody else behind the back button. Without it the same pages work by keyboard and end by themselves.

/** @type {HTMLInputElement | null} */
let field = document.querySelector("[data-keys] input:not([type=hidden])");

for (const each of document.querySelectorAll("[data-keys] input:not([type=hidden])")) {
  each.addEventListener("focus", () => {
    field = /** @type {HTMLInputElement} */ (each);
  });
}

/** @param {HTMLInputElement} from */
function next(from) {
  const all = [...(from.form?.querySelectorAll("input:not([type=hidden])") ?? [])];
  const after = all[(all.indexOf(from) + 1) % all.length];
  if (after instanceof HTMLInputElement) after.focus();
}

document.querySelector("[data-keypad]")?.addEventListener("click", (event) => {
  const key = event.target instanceof Element ? event.target.closest("[data-key]") : null;
  if (!(key instanceof HTMLElement) || field === null) return;
  const said = key.dataset.key ?? "";
  if (said === "next") next(field);
  else if (said === "back") field.value = field.value.slice(0, -1);
  else if (field.maxLength < 0 || field.value.length < field.maxLength) field.value += said;
});

const clock = document.querySelector("[data-seconds]");
if (clock instanceof HTMLElement) {
  const ends = performance.now() + Number(clock.dataset.seconds) * 1000;
  const words = clock.textContent ?? "";
  setInterval(() => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = words.replace(/\d+ min/, shown);
    clock.toggleAttribute("data-soon", left <= 30);
    if (left === 0) location.replace(clock.dataset.over ?? "/turn/over");
  }, 1000);
}

// A page that comes back from the browser's memory may be somebody else's: it is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
