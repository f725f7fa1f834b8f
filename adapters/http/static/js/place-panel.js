// Choosing a place opens its panel without leaving the page: the same fragment that the page itself includes.
import { parsed } from "./markup.js";
import { newTrace } from "./trace.js";

const FRAGMENT = "/fragments/place";
// Where the panel covers the lower part of the screen, the chosen place is brought above it.
const sheet = matchMedia("(width < 64rem)");

/** @param {Element} link */
function addressOf(link) {
  return new URL(link.getAttribute("href") ?? "", location.href);
}

/** @param {MouseEvent | KeyboardEvent} event */
function elsewhere(event) {
  const button = event instanceof MouseEvent ? event.button : 0;
  return button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

/** @param {Element} side */
function markCurrent(side) {
  const place = new URL(location.href).searchParams.get("place");
  for (const each of /** @type {NodeListOf<HTMLElement | SVGElement>} */ (document.querySelectorAll("[data-place]"))) {
    if (each.dataset.place === place) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  document.documentElement.classList.toggle("opened", side.querySelector("[data-panel]") !== null);
}

export function followPlaces() {
  const side = document.getElementById("side");
  if (!side) return;
  let turn = 0;
  /** @type {Element | null} */
  let opener = null;

  /** Fetch and show what `url` chooses; a page load does it where that fails. @param {URL} url */
  const show = async (url) => {
    const mine = ++turn;
    const act = newTrace();
    try {
      const answer = await fetch(FRAGMENT + url.search, { headers: act.headers, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = parsed(await answer.text());
      if (mine !== turn) return false;
      side.replaceChildren(...body.childNodes);
      markCurrent(side);
      document.dispatchEvent(new CustomEvent("place-shown", { detail: act }));
    } catch {
      if (mine === turn) location.assign(url);
    }
    return mine === turn;
  };

  /** @param {Element} link */
  const open = async (link) => {
    opener = link;
    history.pushState(null, "", addressOf(link));
    if (!(await show(addressOf(link)))) return;
    document.getElementById("place-title")?.focus({ preventScroll: sheet.matches });
    if (sheet.matches) link.scrollIntoView({ block: "start", inline: "center" });
  };
  /** @param {Element} link */
  const close = async (link) => {
    history.pushState(null, "", addressOf(link));
    await show(addressOf(link));
    if (opener instanceof SVGElement || opener instanceof HTMLElement) opener.focus();
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const place = target?.closest("[data-place]");
    const closing = target?.closest("[data-close]");
    if ((!place && !closing) || elsewhere(event) || event.defaultPrevented) return;
    event.preventDefault();
    if (place) open(place);
    else if (closing) close(closing);
  });
  document.addEventListener("keydown", (event) => {
    const closing = side.querySelector("[data-close]");
    if (event.key !== "Escape" || !closing) return;
    event.preventDefault();
    close(closing);
  });
  const waiting = () => side.querySelectorAll('.booking[data-state="pending"]').length;
  document.addEventListener("plan-changed", async () => {
    // A room that was asked may have answered. Nothing is taken from under whoever is busy beside the plan.
    const before = waiting();
    if (!before || side.contains(document.activeElement)) return;
    const here = new URL(location.href);
    // What the page says above of the room that was asked is then not so any more: the page says what became of it.
    if ((await show(here)) && waiting() < before && here.searchParams.get("said") === "asked") location.reload();
  });
  addEventListener("popstate", () => show(new URL(location.href)));
  markCurrent(side);
}
