//! One answer from many pages, as the AWS CLI merges them.

use serde_json::{Map, Value};

use super::wire::Pages;

/// An answer that grows page by page.
#[derive(Debug)]
pub(super) struct Merged {
    pages: &'static Pages,
    whole: Option<Map<String, Value>>,
    tokens: Vec<Option<String>>,
}

impl Merged {
    pub(super) fn new(pages: &'static Pages) -> Self {
        Self {
            pages,
            whole: None,
            tokens: Vec::new(),
        }
    }

    /// The tokens of the next page; empty before the first.
    pub(super) fn tokens(&self) -> &[Option<String>] {
        &self.tokens
    }

    /// Adds a page and tells whether there are more. Fails if the pages go in a circle.
    pub(super) fn add(&mut self, page: Value) -> Result<bool, String> {
        let Value::Object(mut page) = page else {
            return Err("the answer is no object".to_owned());
        };
        let tokens = self.next(&page);
        if let Some(tokens) = &tokens
            && *tokens == self.tokens
        {
            return Err("AWS names the same next page again and again".to_owned());
        }
        for token in &self.pages.tokens {
            page.remove(token);
        }
        match &mut self.whole {
            None => {
                if let Some(keep) = &self.pages.keep {
                    page.retain(|name, _| keep.contains(name) || self.pages.lists.contains(name));
                    for name in keep {
                        // What the service leaves out the CLI prints as null.
                        page.entry(name.clone()).or_insert(Value::Null);
                    }
                }
                self.whole = Some(page);
            }
            Some(whole) => append(whole, page, &self.pages.lists),
        }
        let more = tokens.is_some();
        self.tokens = tokens.unwrap_or_default();
        Ok(more)
    }

    /// The whole answer.
    pub(super) fn finish(self) -> Value {
        Value::Object(self.whole.unwrap_or_default())
    }

    /// The tokens that a page names, if there are more.
    fn next(&self, page: &Map<String, Value>) -> Option<Vec<Option<String>>> {
        let text = |name: &String| {
            let text = page.get(name)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        let tokens: Vec<Option<String>> = self.pages.tokens.iter().map(text).collect();
        let is_last = self
            .pages
            .more
            .as_ref()
            .is_some_and(|more| page.get(more) == Some(&Value::Bool(false)));
        (tokens.iter().any(Option::is_some) && !is_last).then_some(tokens)
    }
}

/// Appends the lists of a further page. Whatever else it holds was in the first page already.
fn append(whole: &mut Map<String, Value>, mut page: Map<String, Value>, lists: &[String]) {
    for name in lists {
        let Some(Value::Array(items)) = page.remove(name) else {
            continue;
        };
        match whole.get_mut(name) {
            Some(Value::Array(list)) => list.extend(items),
            _ => {
                whole.insert(name.clone(), Value::Array(items));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collect::wire::operation;

    fn merge(service: &str, name: &str, pages: &[Value]) -> Result<Value, String> {
        let mut merged = Merged::new(operation(service, name).unwrap().pages());
        for (index, page) in pages.iter().enumerate() {
            let more = merged.add(page.clone())?;
            assert_eq!(more, index + 1 < pages.len(), "page {index}");
        }
        Ok(merged.finish())
    }

    #[test]
    fn lists_are_joined_and_tokens_are_gone() {
        let pages = [
            json!({"Vpcs": [{"VpcId": "vpc-1"}], "NextToken": "a"}),
            json!({"Vpcs": [], "NextToken": "b"}),
            json!({"Vpcs": [{"VpcId": "vpc-2"}], "NextToken": ""}),
        ];
        let whole = merge("ec2", "describe-vpcs", &pages).unwrap();
        assert_eq!(
            whole,
            json!({"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}]})
        );
    }

    #[test]
    fn record_sets_continue_at_a_record() {
        let pages = [
            json!({"ResourceRecordSets": [1], "IsTruncated": true, "MaxItems": "1",
                   "NextRecordName": "b.", "NextRecordType": "A"}),
            json!({"ResourceRecordSets": [2], "IsTruncated": false, "MaxItems": "1"}),
        ];
        let whole = merge("route53", "list-resource-record-sets", &pages).unwrap();
        assert_eq!(whole, json!({"ResourceRecordSets": [1, 2]}));
    }

    #[test]
    fn what_the_cli_does_not_merge_keeps_its_other_members() {
        let page = json!({"HostedZoneSummaries": [], "MaxItems": "100"});
        let whole = merge(
            "route53",
            "list-hosted-zones-by-vpc",
            std::slice::from_ref(&page),
        )
        .unwrap();
        assert_eq!(whole, page);
    }

    #[test]
    fn a_circle_of_pages_ends() {
        let page = json!({"Vpcs": [], "NextToken": "a"});
        let error = merge("ec2", "describe-vpcs", &[page.clone(), page.clone(), page]).unwrap_err();
        assert!(error.contains("same next page"), "{error}");
    }
}
