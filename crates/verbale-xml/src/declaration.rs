//! The XML declaration.

use crate::chars::is_space;
use crate::fault::FaultKind;

/// Whether a document that begins so begins with an XML declaration, good or bad.
pub(crate) fn begins(head: &str) -> bool {
    head.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(|c: char| is_space(c) || c == '?'))
}

/// The encoding an XML declaration names, if any. `text` runs from `<?xml` to the first `?>`, which it lacks if the head of the
/// document has none. A fault comes with its offset.
pub(crate) fn encoding(text: &str) -> Result<Option<&str>, (FaultKind, usize)> {
    let bad = |rest: &str| (FaultKind::BadDeclaration, text.len() - rest.len());
    let body = text.strip_prefix("<?xml").ok_or((FaultKind::BadDeclaration, 0))?;
    let (version, mut rest) = pair(body, "version").ok_or_else(|| bad(body))?;
    // The fifth edition reads every 1.x as 1.0.
    if !version.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())) {
        return Err((FaultKind::UnsupportedVersion, text.len() - body.len()));
    }
    let mut named = None;
    if let Some((name, after)) = pair(rest, "encoding") {
        let mut bytes = name.bytes();
        let good = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
            && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if !good {
            return Err(bad(rest));
        }
        named = Some(name);
        rest = after;
    }
    if let Some((answer, after)) = pair(rest, "standalone") {
        if answer != "yes" && answer != "no" {
            return Err(bad(rest));
        }
        rest = after;
    }
    if rest.trim_start_matches(is_space) == "?>" { Ok(named) } else { Err(bad(rest)) }
}

/// The value of `name="value"` after white space, and what follows.
fn pair<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let trimmed = text.trim_start_matches(is_space);
    if trimmed.len() == text.len() {
        return None;
    }
    let after = trimmed.strip_prefix(name)?.trim_start_matches(is_space);
    let value = after.strip_prefix('=')?.trim_start_matches(is_space);
    let quote = value.chars().next().filter(|&c| c == '"' || c == '\'')?;
    value[1..].split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_to_the_letter() {
        assert_eq!(encoding("<?xml version='1.0'?>"), Ok(None));
        assert_eq!(encoding("<?xml version = \"1.0\"\r\n encoding='KOI8-R' standalone='no' ?>"), Ok(Some("KOI8-R")));
        assert_eq!(encoding("<?xml version='1.1'?>"), Ok(None));
        for version in ["2.0", "1.", "1.0 ", "1", "", "1.a"] {
            let text = format!("<?xml version='{version}'?>");
            assert_eq!(encoding(&text), Err((FaultKind::UnsupportedVersion, 5)));
        }
        for bad in [
            "<?xml?>",
            "<?xml ?>",
            "<?xml encoding='UTF-8'?>",
            "<?xml version='1.0'encoding='UTF-8'?>",
            "<?xml version='1.0' encoding=''?>",
            "<?xml version='1.0' encoding='8859'?>",
            "<?xml version='1.0' encoding=' UTF-8'?>",
            "<?xml version='1.0' standalone='YES'?>",
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>",
            "<?xml version='1.0' version='1.0'?>",
            "<?xml version=\"1.0'?>",
            "<?xml version=1.0?>",
            "<?xml VERSION='1.0'?>",
            "<?xml version='1.0' ",
            "<?xml version='1.0'? >",
        ] {
            assert!(matches!(encoding(bad), Err((FaultKind::BadDeclaration, _))), "{bad}");
        }
    }
}
