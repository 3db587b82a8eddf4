// @ts-check
// Copying links with one press, and the progress of a calculation.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy ?? "");
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}

const box = document.querySelector("[data-progress]");

/** @param {HTMLElement} place */
async function follow(place) {
  const bar = /** @type {HTMLProgressElement} */ (place.querySelector("progress"));
  const step = /** @type {HTMLElement} */ (place.querySelector("[data-step]"));
  for (;;) {
    const answer = await fetch(place.dataset.progress ?? "").catch(() => null);
    const job = answer?.ok ? await answer.json() : null;
    if (job && job.state !== "running") return location.reload();
    if (job) {
      step.textContent = job.step ? `: ${job.step}` : "";
      if (job.total) {
        bar.max = job.total;
        bar.value = job.done;
      } else bar.removeAttribute("value");
    }
    await new Promise((done) => setTimeout(done, 400));
  }
}

if (box instanceof HTMLElement) follow(box);

document.querySelector("#invited")?.scrollIntoView({ block: "center" });
