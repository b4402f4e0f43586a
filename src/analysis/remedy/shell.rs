//! Commands as a POSIX shell reads them.

/// The words of a command; `None` if a quote is not closed. What this crate prints needs no more of
/// a shell than quotes: a command with a pipe or a redirection is none that can be applied.
pub(super) fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut started = false;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                started = true;
                loop {
                    match chars.next()? {
                        '\'' => break,
                        inside => word.push(inside),
                    }
                }
            }
            '\\' => {
                started = true;
                word.push(chars.next()?);
            }
            '|' | '>' | '<' | ';' | '&' => return None,
            c if c.is_whitespace() => {
                if started {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            c => {
                started = true;
                word.push(c);
            }
        }
    }
    if started {
        words.push(word);
    }
    Some(words)
}

/// The values after an option, up to the next one.
pub(super) fn values<'a>(words: &'a [String], option: &str) -> Option<&'a [String]> {
    let start = words.iter().position(|word| word == option)? + 1;
    let rest = &words[start..];
    let end = rest
        .iter()
        .position(|word| word.starts_with("--"))
        .unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The only value after an option.
pub(super) fn value<'a>(words: &'a [String], option: &str) -> Option<&'a str> {
    match values(words, option)? {
        [one] => Some(one),
        _ => None,
    }
}

/// The value of a key in the CLI's shorthand, such as `GroupId` in `UserIdGroupPairs=[{GroupId=sg-1}]`.
pub(super) fn key<'a>(shorthand: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = shorthand;
    loop {
        let at = rest.find(name)?;
        let is_word = rest[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_ascii_alphanumeric());
        let after = &rest[at + name.len()..];
        if let Some(value) = after.strip_prefix('=').filter(|_| is_word) {
            let end = value.find([',', '}', ']']).unwrap_or(value.len());
            return Some(&value[..end]);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_they_are_quoted() {
        let command = r"aws ec2 x --a 'b c'\''d' --e f --g";
        let words = words(command).unwrap();
        assert_eq!(
            words,
            ["aws", "ec2", "x", "--a", "b c'd", "--e", "f", "--g"]
        );
        assert_eq!(value(&words, "--a"), Some("b c'd"));
        assert_eq!(values(&words, "--g"), Some([].as_slice()));
        assert_eq!(super::words("a | b"), None);
        assert_eq!(super::words("a 'b"), None);
    }

    #[test]
    fn keys_of_the_shorthand_are_whole_words() {
        let text = "IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-1}]";
        assert_eq!(key(text, "GroupId"), Some("sg-1"));
        assert_eq!(key(text, "Port"), None);
        assert_eq!(key(text, "FromPort"), Some("443"));
    }
}
