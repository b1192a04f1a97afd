// Says while typing whether the four attitudes add up to the valid ones; the server decides.

const form = document.querySelector("form[data-survey]");
const ATTITUDES = ["support", "conditional", "indifferent", "oppose"];

function count(name) {
  const written = form.elements[name].value.trim();
  return /^\d{1,8}$/.test(written) ? Number(written) : null;
}

function tell() {
  const counts = ATTITUDES.map(count);
  const valid = count("valid");
  const place = form.querySelector(".survey-sum");
  if (valid === null || counts.includes(null)) {
    place.textContent = "";
    return;
  }
  const sum = counts.reduce((total, each) => total + each, 0);
  const words = sum === valid ? form.dataset.equal : form.dataset.differs;
  place.textContent = words.replace("{sum}", sum).replace("{valid}", valid).replace("{gap}", Math.abs(sum - valid));
}

form?.addEventListener("input", tell);
