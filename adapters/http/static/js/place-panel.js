// Choosing a place opens its panel without leaving the page: the same fragment that the page itself includes.
import { parsed } from "./markup.js";

const FRAGMENT = "/fragments/place";

export function followPlaces() {
  const side = document.getElementById("side");
  if (!side) return;
  const root = document.documentElement;
  let asked = 0;
  let opener = null;

  const mark = () => {
    const place = new URL(location.href).searchParams.get("place");
    for (const each of document.querySelectorAll("[data-place]")) {
      each.toggleAttribute("aria-current", false);
      if (each.dataset.place === place) each.setAttribute("aria-current", "true");
    }
    root.classList.toggle("opened", Boolean(side.querySelector("[data-panel]")));
  };

  /** Fetch and show what `url` chooses; a page load does it where that fails. */
  const show = async (url, focus) => {
    const turn = ++asked;
    try {
      const answer = await fetch(FRAGMENT + url.search, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = parsed(await answer.text());
      if (turn !== asked) return;
      side.replaceChildren(...body.childNodes);
      mark();
      if (focus) side.querySelector("#place-title")?.focus();
    } catch {
      if (turn === asked) location.assign(url);
    }
  };

  const open = (event, link, focus) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const href = typeof link.href === "string" ? link.href : link.href.baseVal;
    const url = new URL(href, location.href);
    history.pushState(null, "", url);
    show(url, focus);
  };

  const close = (event, link) => {
    open(event, link, false);
    (opener?.isConnected ? opener : null)?.focus();
  };

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]");
    const closing = event.target.closest("[data-close]");
    if (place) {
      opener = place.closest(".mark") ?? place;
      open(event, place, true);
    } else if (closing) close(event, closing);
  });
  document.addEventListener("keydown", (event) => {
    const link = side.querySelector("[data-close]");
    if (event.key === "Escape" && link) close(event, link);
  });
  addEventListener("popstate", () => show(new URL(location.href), false));
  mark();
}
