//! Forms by which a piece of text says what it is, which several crates ask about: an address outside the
//! vault, the id of a block. Leaves out finding them in running text.

/// Whether a target begins with `scheme:` as RFC 3986 writes it. One letter is a Windows drive, and
/// white space after the colon makes it a name: `Note: A.md`.
pub fn has_scheme(target: &str) -> bool {
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let length = target.bytes().take_while(|&byte| is_of_scheme(byte)).count();
    length > 1
        && target.starts_with(|c: char| c.is_ascii_alphabetic())
        && target[length..]
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
}

/// Whether a text is the id by which Joplin names notes and files: 32 hexadecimal digits.
pub fn is_joplin_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a text is the id of a Logseq block: a UUID in the usual 36 characters.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_names_with_a_colon() {
        for (target, wanted) in [
            ("https://example.org/a b", true),
            ("mailto:a@b.c", true),
            ("web+x-1.0:a", true),
            ("ms-secondary-screen-controller:open?id=1#part", true),
            ("C:/x.md", false),
            ("Note: A.md", false),
            ("Note:\u{a0}b.md", false),
            ("Note:\u{3000}b.md", false),
            ("Note:", false),
            ("A note:b.md", false),
            ("1a:b", false),
            ("+a:b", false),
            ("é:b", false),
            ("über:b", false),
            ("a/b:c", false),
            (":a", false),
            ("", false),
        ] {
            assert_eq!(has_scheme(target), wanted, "{target}");
        }
    }

    #[test]
    fn ids_of_blocks_have_their_hyphens_in_place() {
        for (text, wanted) in [
            ("65c3f1a0-1b2C-4d3e-8f90-0123456789ab", true),
            ("65c3f1a0-1b2c-4d3e-8f90-0123456789a", false),
            ("65c3f1a0-1b2c-4d3e-8f900-123456789ab", false),
            ("65c3f1a0-1b2c-4d3e-8f90-0123456789ag", false),
            ("", false),
        ] {
            assert_eq!(is_uuid(text), wanted, "{text}");
        }
    }
}
