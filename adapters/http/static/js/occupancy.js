// Keeps the plan fresh: asks what has changed at the interval the server tells, not while the page is hidden.

import { newTrace, spoken } from "./trace.js";

/** @typedef {import("./trace.js").Trace} Trace */
/** @typedef {{ id: string, state: string, since?: string, until?: string, people?: { personName: string }[], meetings?: object[] }} Place */

/**
 * Ask again and again; returns how to stop.
 * @param {HTMLElement} plan
 * @param {SVGAElement[]} marks
 */
export function keepFresh(plan, marks) {
  const show = painter(plan, marks);
  const stale = plan.querySelector("[data-stale-words]");
  let seconds = Number(plan.dataset.seconds);
  let etag = "";
  let asking = false;
  /** @type {number | undefined} */
  let timer;

  /** Say what is wrong, with the number of what the server could not answer. @param {string} [words] @param {Trace} [trace] */
  const tell = (words = "", trace) => {
    const quote = trace ? plan.dataset.quote?.replace("{number}", spoken(trace.id)) : "";
    if (stale) stale.textContent = [words, quote].filter(Boolean).join(" ");
  };
  const ask = async (trace = newTrace()) => {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      // no-store: with the browser's cache a 304 would reach us as a 200, to be read all over again
      const headers = etag ? { ...trace.headers, "If-None-Match": etag } : trace.headers;
      const answer = await fetch(plan.dataset.url ?? "", { headers, cache: "no-store" });
      if (answer.ok) {
        const body = await answer.json();
        const changed = etag !== "";
        etag = answer.headers.get("ETag") ?? "";
        seconds = body.pollAfterSeconds ?? seconds;
        show(body.resources);
        if (changed) document.dispatchEvent(new Event("plan-changed"));
      }
      if (answer.ok || answer.status === 304) tell();
      else tell(answer.status < 500 ? plan.dataset.stale : plan.dataset.failed, trace);
    } catch {
      tell(plan.dataset.stale);
    }
    asking = false;
    if (!document.hidden) timer = setTimeout(() => ask(), seconds * 1000);
  };
  /** @param {Event} event */
  const look = (event) => {
    if (document.hidden) clearTimeout(timer);
    else ask(event instanceof CustomEvent ? event.detail : undefined);
  };

  document.addEventListener("visibilitychange", look);
  document.addEventListener("place-shown", look); // a panel is as of now, and so is the plan beside it
  timer = setTimeout(() => ask(), seconds * 1000);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
    document.removeEventListener("place-shown", look);
  };
}

/**
 * What sets states, signs and labels; only of what has changed.
 * @param {HTMLElement} plan
 * @param {SVGAElement[]} marks
 * @returns {(places: Place[]) => void}
 */
function painter(plan, marks) {
  const legend = [.../** @type {NodeListOf<HTMLElement>} */ (plan.querySelectorAll(".legend__entry"))];
  const words = new Map(legend.map((entry) => [entry.dataset.state, entry.textContent?.trim()]));
  const byId = new Map(marks.map((mark) => [mark.dataset.place, mark]));
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: plan.dataset.zone,
  });

  /** @param {Place} place */
  const names = ({ people, meetings }) => {
    const there = new Set((people ?? []).map((each) => each.personName));
    if (meetings?.length && plan.dataset.meeting) there.add(plan.dataset.meeting);
    return [...there].join(", ");
  };
  /** @param {SVGAElement} mark @param {Place} place @param {string} who */
  const label = (mark, { state, until }, who) => {
    const tail = until ? ` ${plan.dataset.until?.replace("{time}", clock.format(new Date(until)))}` : "";
    return `${mark.dataset.name}, ${words.get(state) ?? state}${tail}${who && `, ${who}`}`;
  };
  return (places) => {
    for (const place of places) {
      const mark = byId.get(place.id);
      if (!mark) continue;
      const who = names(place);
      const title = mark.querySelector("title");
      if (title && title.textContent !== who) title.textContent = who;
      const told = label(mark, place, who);
      if (mark.getAttribute("aria-label") !== told) mark.setAttribute("aria-label", told);
      if (mark.dataset.state === place.state) continue;
      mark.dataset.state = place.state;
      mark.querySelector(".mark__sign")?.setAttribute("href", `#sign-${place.state}`);
    }
    const present = new Set(marks.map((mark) => mark.dataset.state));
    for (const entry of legend) entry.hidden = !present.has(entry.dataset.state);
    const count = document.querySelector("[data-free]");
    if (count) count.textContent = String(marks.filter((mark) => mark.dataset.state === "free").length);
  };
}
