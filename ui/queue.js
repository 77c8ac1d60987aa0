// Where a question stands while others are answered. Gradio writes it into #queue, in English and with a clock, which
// are not shown; it provides element, the line below.

const queue = document.querySelector("#queue");
let later = null;

// Only what still waits after half a second is told: most questions are taken at once.
function tellPlace() {
  later = null;
  const line = element.querySelector("#place");
  const found = queue.textContent.match(/queue: (\d+)\//);
  const words = JSON.parse(document.querySelector("#words").dataset.words);
  const text = found ? words["in queue"].replace("{}", found[1]) : "";
  if (line.textContent !== text) line.textContent = text;
}

new MutationObserver(() => (later ??= setTimeout(tellPlace, 500))).observe(queue, {
  subtree: true,
  childList: true,
  characterData: true,
});
