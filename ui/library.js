// The table of documents: filtered and sorted here; Gradio provides element, trigger and server.

const rows = () => [...element.querySelectorAll("tbody tr")];

function filterRows(wanted) {
  for (const row of rows()) row.hidden = !row.textContent.toLowerCase().includes(wanted.toLowerCase());
}

function sortRows(head) {
  const place = [...head.parentElement.children].indexOf(head);
  const falling = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement.children) if (other.ariaSort) other.ariaSort = "none";
  head.ariaSort = falling ? "descending" : "ascending";
  const value = (row) => row.children[place].dataset.value;
  const sorted = rows().sort((one, other) => value(one).localeCompare(value(other)) * (falling ? -1 : 1));
  element.querySelector("tbody").append(...sorted);
}

async function openDocument(row) {
  const body = document.querySelector("#library-document .body");
  body.innerHTML = '<div class="reading"><div></div><div></div><div></div></div>';
  for (const other of rows()) other.classList.toggle("chosen", other === row);
  // Made by the server, which escapes all that is not its own.
  body.innerHTML = await server.read_document(row.dataset.source);
  showPrinted(body);
  body.focus({ preventScroll: true });
  // On a narrow page the text stands below the table.
  if (!matchMedia("(min-width: 900px)").matches) body.scrollIntoView({ block: "start" });
}

// The second press removes; the first one asks.
function remove(button) {
  if (button.dataset.sure) return trigger("remove", { source: button.closest("tr").dataset.source });
  button.dataset.sure = "yes";
  button.textContent += "?";
  button.addEventListener("blur", () => {
    delete button.dataset.sure;
    button.textContent = button.textContent.replace("?", "");
  }, { once: true });
}

element.addEventListener("click", ({ target }) => {
  if (target.closest(".open")) openDocument(target.closest("tr"));
  else if (target.closest(".sort")) sortRows(target.closest("th"));
  else if (target.closest(".remove")) remove(target.closest(".remove"));
  else if (target.closest(".read-again")) trigger("again");
});
element.addEventListener("input", ({ target }) => target.matches(".filter") && filterRows(target.value));
