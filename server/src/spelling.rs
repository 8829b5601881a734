//! What somebody may have meant who wrote a name that does not exist.

/// The name nearest to `word`, where one is near enough that it may have been meant.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).collect();
    let near = names.into_iter().map(|name| (distance(&word, &name.chars().collect::<Vec<_>>()), name));
    let limit = 1 + word.len() / 4;
    near.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= limit).map(|(_, name)| name)
}

/// How many letters are to be put in, taken out, replaced or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_nothing_far_away() {
        let names = ["layout", "exclude", "include", "severity", "shape-product"];
        let cases = [
            ("layuot", Some("layout")),
            ("excludes", Some("exclude")),
            ("shape-prodcut", Some("shape-product")),
            ("Layout", Some("layout")),
            ("colour", None),
            ("", None),
        ];
        for (word, name) in cases {
            assert_eq!(nearest(word, names), name, "{word}");
        }
    }
}
