// Keeps the plan fresh: asks what has changed at the interval the server tells, not while the page is hidden.

export function keepFresh(plan, marks) {
  const words = new Map();
  const legend = [...plan.querySelectorAll(".legend__entry")];
  for (const entry of legend) words.set(entry.dataset.state, entry.textContent.trim());
  const byId = new Map(marks.map((mark) => [mark.dataset.place, mark]));
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: plan.dataset.zone,
  });
  const stale = plan.querySelector("[data-stale-words]");
  let seconds = Number(plan.dataset.seconds);
  let etag = null;
  let timer = 0;
  let asking = false;

  const label = (mark, { state, until }) => {
    const tail = until ? ` ${plan.dataset.until.replace("{time}", clock.format(new Date(until)))}` : "";
    return `${mark.dataset.name}, ${words.get(state) ?? state}${tail}`;
  };

  const show = (resources) => {
    for (const resource of resources) {
      const mark = byId.get(resource.id);
      if (!mark) continue;
      const told = label(mark, resource);
      if (mark.getAttribute("aria-label") !== told) mark.setAttribute("aria-label", told);
      if (mark.dataset.state === resource.state) continue;
      mark.dataset.state = resource.state;
      mark.querySelector(".mark__sign").setAttribute("href", `#sign-${resource.state}`);
    }
    const present = new Set(marks.map((mark) => mark.dataset.state));
    for (const entry of legend) entry.hidden = !present.has(entry.dataset.state);
    const count = document.querySelector("[data-free]");
    if (count) count.textContent = marks.filter((mark) => mark.dataset.state === "free").length;
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(plan.dataset.url, { headers, cache: "no-store" });
      if (answer.status === 200) {
        const body = await answer.json();
        etag = answer.headers.get("ETag");
        seconds = body.pollAfterSeconds ?? seconds;
        show(body.resources);
      }
      stale.textContent = answer.ok || answer.status === 304 ? "" : plan.dataset.stale;
    } catch {
      stale.textContent = plan.dataset.stale;
    } finally {
      asking = false;
      if (!document.hidden) timer = setTimeout(ask, seconds * 1000);
    }
  };

  const look = () => (document.hidden ? clearTimeout(timer) : ask());
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(ask, seconds * 1000);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
