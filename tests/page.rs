//! The page in a browser: Chromium without a window opens it, clicks the filter, and tells what is left. Without Chromium the test is
//! skipped, loudly; where `VERBALE_REQUIRE_CHROMIUM` is set it fails.

use crate::support::{Workdir, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Clicks the filter as a reader does, and writes into the page what can be seen afterwards.
const DRIVER: &str = r#"<script>
(() => {
  const seen = () => [...document.querySelectorAll(".finding")].filter((finding) => finding.getClientRects().length > 0);
  const told = [];
  const tell = (what) => told.push(`${what}=${seen().length}:${document.getElementById("shown").textContent}`);
  tell("all");
  document.querySelector("[name=severity][value=info]").click();
  tell("without-info");
  told.push("info-left=" + seen().filter((finding) => finding.dataset.severity === "info").length);
  document.querySelector("[name=severity][value=info]").click();
  const rule = document.querySelector("[name=rule]");
  rule.value = rule.options[1].value;
  rule.dispatchEvent(new Event("change", { bubbles: true }));
  tell("one-rule");
  told.push("other-rules=" + seen().filter((finding) => finding.dataset.rule !== rule.value).length);
  const title = document.createRange();
  title.selectNodeContents(document.querySelector("h1"));
  const box = title.getBoundingClientRect();
  told.push("side=" + (box.left > window.innerWidth - box.right ? "right" : "left") + getComputedStyle(document.querySelector("h1")).direction);
  told.push("requests=" + performance.getEntriesByType("resource").length);
  document.body.dataset.told = told.join(" ");
})();
</script></body>"#;

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os("VERBALE_REQUIRE_CHROMIUM").is_none(), "a browser is required and none of {names:?} is there");
        println!("SKIPPED: no browser ({}) is there; the page was not opened", names.join(", "));
    }
    found
}

/// The page as it stands after its scripts ran.
fn opened(browser: &Path, dir: &Workdir, page: &str) -> String {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .args(["--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("file://{}", dir.path().join(page).display()))
        .output()
        .expect("the browser starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn told(dom: &str, name: &str) -> String {
    let told = dom.split_once("data-told=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(told, _)| told);
    let told = told.split(' ').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    told.unwrap_or_else(|| panic!("the page tells nothing of {name}; it is {} bytes", dom.len())).to_owned()
}

#[test]
fn the_filter_leaves_what_it_says() {
    let Some(browser) = chromium() else { return };
    let dir = Workdir::new();
    let files: Vec<String> = ["edited/stat-openpyxl-hidden.xlsx", "good/form-en-words.xlsx", "good/stat-ar-gaps.xlsx"]
        .iter()
        .map(|file| root().join("fixtures").join(file).to_string_lossy().into_owned())
        .collect();
    for (lang, side) in [("en", "leftltr"), ("ar", "rightrtl")] {
        let base = ["validate", "--values", "--format", "html", "--lang", lang, "--max", "1000", "--output", "report.html"];
        dir.run(&base.into_iter().chain(files.iter().map(String::as_str)).collect::<Vec<_>>()).exits(0);
        let json = dir.run(&["validate", "--format", "json", &files[0], &files[1], &files[2]]).exits(0).json();
        let findings: Vec<(String, String)> = json["files"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|file| file["findings"].as_array().unwrap())
            .map(|finding| (finding["rule"].as_str().unwrap().to_owned(), finding["severity"].as_str().unwrap().to_owned()))
            .collect();
        let page = std::fs::read_to_string(dir.path().join("report.html")).unwrap();
        assert!(!page.contains("://"), "the page names an address");
        dir.write("driven.html", page.replace("</body>", DRIVER));
        let dom = opened(&browser, &dir, "driven.html");
        let all = findings.len();
        let infos = findings.iter().filter(|(_, severity)| severity == "info").count();
        let first = findings.iter().map(|(rule, _)| rule).min().unwrap();
        let one = findings.iter().filter(|(rule, _)| rule == first).count();
        assert!(infos > 0 && infos < all && one < all);
        assert_eq!(told(&dom, "all"), format!("{all}:{all}"), "{lang}");
        assert_eq!(told(&dom, "without-info"), format!("{0}:{0}", all - infos), "{lang}");
        assert_eq!(told(&dom, "info-left"), "0");
        assert_eq!(told(&dom, "one-rule"), format!("{one}:{one}"), "{lang}");
        assert_eq!(told(&dom, "other-rules"), "0");
        assert_eq!(told(&dom, "side"), side);
        assert_eq!(told(&dom, "requests"), "0");
    }
}
