// Pages of a PDF as pictures, drawn when they are opened; Gradio provides server.

async function drawPage(details) {
  const sheet = details.querySelector(".sheet");
  if (!details.open || sheet.hasAttribute("aria-busy") || sheet.childElementCount) return;
  sheet.setAttribute("aria-busy", "true");
  // Made by the server, which escapes all that is not its own.
  sheet.innerHTML = await server.draw_page(details.dataset.asked);
  sheet.removeAttribute("aria-busy");
}

function showPrinted(body) {
  for (const details of body.querySelectorAll("details.printed")) {
    details.addEventListener("toggle", () => drawPage(details));
    // A press shows it as wide as there is room, the next one whole again.
    const sheet = details.querySelector(".sheet");
    sheet.addEventListener("click", () => sheet.setAttribute("aria-pressed", sheet.ariaPressed !== "true"));
    drawPage(details);
  }
}
