//! Which dollar signs open no mathematics though the Markdown parser takes them for it: those of prices.
//! The rule is Pandoc's: the sign that would end a formula is not followed by a digit. Leaves out formulas
//! over several lines (see [`crate::templates`]).

/// The signs from `from` on whose formula would end before a digit, as in `$5-$10`, and those that another sign
/// follows which ends nothing.
///
/// All else of the rule is the Markdown parser's own: next to what is inside there is no space, a formula
/// holds no further sign but between braces, and its paragraph holds all of it.
pub(crate) fn prices(text: &str, from: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut at = from;
    while let Some(step) = bytes.get(at..).and_then(|rest| rest.iter().position(is_mark)) {
        at += step;
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if is_blank(bytes, at + 1) => open = None,
            b'{' => open.iter_mut().for_each(|open| open.depth += 1),
            b'}' => {
                open.iter_mut().for_each(|open| open.depth -= 1);
                // The Markdown parser looks no further either.
                open = open.filter(|open| open.depth >= 0);
            }
            b'$' if bytes.get(at + 1) == Some(&b'$') => {
                at += bytes[at..].iter().take_while(|&&byte| byte == b'$').count() - 1;
                open = None;
            }
            b'$' if open.as_ref().is_some_and(|open| open.depth > 0) => {}
            b'$' => {
                let is_end = at > from && !bytes[at - 1].is_ascii_whitespace();
                let next = bytes.get(at + 1).copied();
                let before_digit = next.is_some_and(|next| next.is_ascii_digit());
                let may_open = next.is_some_and(|next| !next.is_ascii_whitespace());
                let fresh = may_open.then_some(Open { at, depth: 0 });
                open = match open {
                    Some(_) if is_end && !before_digit => None,
                    // A sign that this one does not end opens nothing either, but might once this one is
                    // no sign any more.
                    Some(open) => {
                        found.push(open.at);
                        fresh
                    }
                    None => fresh,
                };
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// A sign that may open a formula.
struct Open {
    at: usize,
    /// How many braces are open since.
    depth: i32,
}

fn is_mark(byte: &u8) -> bool {
    matches!(byte, b'$' | b'\\' | b'\n' | b'{' | b'}')
}

/// Whether the line at `at` is empty.
fn is_blank(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .find(|&&byte| !matches!(byte, b' ' | b'\t' | b'\r'))
        .is_none_or(|&byte| byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_prices_open_nothing() {
        for (text, wanted) in [
            ("AWS is $0.10/GB, [[Kafka]] is €0.12/$0.13.", vec![7]),
            ("From **$5** to [[Kafka]] **$9**.", vec![7]),
            ("Pay $5-$10.", vec![4]),
            ("Pay $5-$10-$15", vec![4, 7]),
            ("$5-$10 and $x$", vec![0, 3]),
            ("$x$ costs ($5-$6)", vec![11]),
            ("$x$2", vec![0]),
            ("costs $5 and $6", vec![6]),
            ("Pay $5-$10 here, not $1-$2.", vec![4, 7, 21]),
            ("$x$ and $y$ and $2$", vec![]),
            ("$2x$, $3y$", vec![]),
            ("$5,\n\nor **$6**", vec![]),
            ("$5,\nor **$6**", vec![0]),
            ("$\\text{a$5}$", vec![]),
            ("\\$5-$6", vec![]),
            ("$$5-$6$$", vec![]),
            ("$}-$5", vec![]),
            ("$", vec![]),
        ] {
            assert_eq!(prices(text, 0), wanted, "{text}");
        }
    }

    #[test]
    fn a_line_of_prices_is_read_once() {
        let text = "$5-".repeat(100_000);
        assert_eq!(prices(&text, 0).len(), 99_999);
    }
}
