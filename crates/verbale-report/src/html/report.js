"use strict";
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const findings = [...document.querySelectorAll(".finding")];
  const groups = [...document.querySelectorAll(".rule"), ...document.querySelectorAll(".sheet")];
  const apply = () => {
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
    const rule = form.elements.rule.value;
    let count = 0;
    for (const finding of findings) {
      const fits = severities.has(finding.dataset.severity) && (rule === "" || finding.dataset.rule === rule);
      finding.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const group of groups) {
      group.hidden = group.querySelector(".finding:not([hidden])") === null;
    }
    shown.textContent = `${count} / ${findings.length}`;
  };
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = findings.length === 0;
  apply();
})();
