/// The tag of the element with this id, with its attributes and their values.
pub fn tag_of<'a>(page: &'a str, id: &str) -> &'a str {
    let id = format!("id=\"{id}\"");
    let tag = page.split('<').find(|tag| tag.contains(&id));
    tag.unwrap_or_else(|| panic!("no {id} in {page}"))
}

/// The tags of a page with the names of their attributes: what a browser makes of it, without the text.
pub fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        // Comments are the marks of Leptos and hold no text.
        if after.starts_with('!') {
            rest = after;
            continue;
        }
        // Our values are in double quotes, so a `>` between two of them belongs to the value.
        let mut is_quoted = false;
        let is_end = |letter| {
            is_quoted ^= letter == '"';
            letter == '>' && !is_quoted
        };
        let end = after.find(is_end).unwrap_or(after.len());
        let outside: Vec<&str> = after[..end].split('"').step_by(2).collect();
        tags.push(outside.join("\"\""));
        rest = &after[end..];
        if after.starts_with("script") {
            rest = rest.split_once("</script>").map_or("", |(_, rest)| rest);
        }
    }
    tags
}
