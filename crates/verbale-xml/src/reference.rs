//! What a reference stands for: a character by its number, or one of the five names XML knows.

use crate::chars::{allowed, plain_name};
use crate::fault::FaultKind;

/// The character of a reference, given what stands between `&` and `;`.
pub(crate) fn resolve(body: &str) -> Result<char, FaultKind> {
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
        if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
            return Err(FaultKind::BadReference);
        }
        let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        return code.filter(|&c| allowed(c)).ok_or(FaultKind::ForbiddenCharacter);
    }
    match body {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        name if plain_name(name) => Err(FaultKind::UndefinedEntity),
        _ => Err(FaultKind::BadReference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_the_five_names() {
        assert_eq!(resolve("#65"), Ok('A'));
        assert_eq!(resolve("#x0000000000000041"), Ok('A'));
        assert_eq!(resolve("#x1F600"), Ok('\u{1f600}'));
        assert_eq!(resolve("quot"), Ok('"'));
        for bad in ["", "#", "#x", "#X41", "#+65", "#-1", "#6a", " amp", "amp ", "1"] {
            assert_eq!(resolve(bad), Err(FaultKind::BadReference), "{bad}");
        }
        for bad in ["#0", "#xD800", "#xFFFE", "#x110000", "#99999999999999999999", "#8"] {
            assert_eq!(resolve(bad), Err(FaultKind::ForbiddenCharacter), "{bad}");
        }
        assert_eq!(resolve("nbsp"), Err(FaultKind::UndefinedEntity));
        assert_eq!(resolve("AMP"), Err(FaultKind::UndefinedEntity));
    }
}
