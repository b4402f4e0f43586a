//! Reading records into tables while the JSON text goes by: no tree is built in between.

use std::{collections::BTreeSet, fmt, marker::PhantomData, sync::Arc};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::snapshot::{FileId, Keyed, Observed, Source, provenance::Shape};

/// What the name of a file and its records tell of the call that they answer.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The first identifier in the name of the file.
    pub(super) key: Option<Arc<str>>,
    /// The keys of calls that records tell.
    pub(super) keys: BTreeSet<Vec<String>>,
    /// Records were left out, because nothing tells what they are about.
    pub(super) is_unkeyed: bool,
    /// The value is `null`.
    pub(super) is_null: bool,
}

/// Hands the JSON value to read to a seed: the value of a member, or a document.
pub(super) trait Input<'de> {
    type Error;

    fn read<S: DeserializeSeed<'de, Value = ()>>(self, seed: S) -> Result<(), Self::Error>;
}

/// The value that comes next in an object.
pub(super) struct Member<'a, A>(pub(super) &'a mut A);

impl<'de, A: MapAccess<'de>> Input<'de> for Member<'_, A> {
    type Error = A::Error;

    fn read<S: DeserializeSeed<'de, Value = ()>>(self, seed: S) -> Result<(), A::Error> {
        self.0.next_value_seed(seed)
    }
}

/// A whole file.
pub(super) struct Document<'de>(pub(super) &'de str);

impl<'de> Input<'de> for Document<'de> {
    type Error = serde_json::Error;

    fn read<S: DeserializeSeed<'de, Value = ()>>(self, seed: S) -> Result<(), Self::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        seed.deserialize(&mut deserializer)?;
        deserializer.end()
    }
}

/// Where records go and what becomes of them on the way.
pub(super) struct Table<'a, T, E, K, W> {
    pub(super) entries: &'a mut Vec<Observed<E>>,
    pub(super) shape: &'static Shape,
    /// In a list of lists: the member that names what an inner list is about, or "".
    pub(super) id: &'static str,
    pub(super) told: &'a mut Told,
    /// The keys that a record tells.
    pub(super) keys: K,
    /// Makes the entry; `None` when it needs a key and there is none.
    pub(super) wrap: W,
    pub(super) record: PhantomData<T>,
}

impl<'de, T, E, K, W> Table<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    fn push(&mut self, record: T, source: Source) {
        let keys = (self.keys)(&record);
        let entry = match (&self.told.key, keys.first().and_then(|key| key.first())) {
            (Some(key), _) => (self.wrap)(record, Some(key)),
            (None, Some(key)) => (self.wrap)(record, Some(&Arc::from(key.as_str()))),
            (None, None) => (self.wrap)(record, None),
        };
        self.told.keys.extend(keys);
        match entry {
            Some(record) => self.entries.push(Observed { record, source }),
            None => self.told.is_unkeyed = true,
        }
    }

    fn source(&self) -> Source {
        // The file is known only when the files are put in order.
        Source::at(FileId::default(), self.shape)
    }
}

/// An entry of a table whose records say themselves what they are about.
#[expect(
    clippy::unnecessary_wraps,
    reason = "stands in for `keyed`, which may give nothing"
)]
pub(super) fn bare<T>(record: T, _: Option<&Arc<str>>) -> Option<T> {
    Some(record)
}

/// An entry of a table that needs the key.
pub(super) fn keyed<T>(record: T, key: Option<&Arc<str>>) -> Option<Keyed<T>> {
    key.map(|key| Keyed {
        key: key.clone(),
        record,
    })
}

/// The keys of a record that tells none.
pub(super) fn untold<T>(_: &T) -> Vec<Vec<String>> {
    Vec::new()
}

/// Reads `[record, …]`.
pub(super) struct List<'a, T, E, K, W>(pub(super) Table<'a, T, E, K, W>);

impl<'de, T, E, K, W> DeserializeSeed<'de> for List<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, E, K, W> Visitor<'de> for List<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.0.shape.member)
    }

    fn visit_unit<Error>(self) -> Result<(), Error> {
        self.0.told.is_null = true;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(record) = seq.next_element()? {
            let source = self.0.source().element(index);
            self.0.push(record, source);
            index += 1;
        }
        Ok(())
    }
}

/// Reads one record.
pub(super) struct Object<'a, T, E, K, W>(pub(super) Table<'a, T, E, K, W>);

impl<'de, T, E, K, W> DeserializeSeed<'de> for Object<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<(), D::Error> {
        match Option::deserialize(deserializer)? {
            Some(record) => {
                let source = self.0.source();
                self.0.push(record, source);
            }
            None => self.0.told.is_null = true,
        }
        Ok(())
    }
}

/// Reads `[{"Id": …, "Inner": [record, …]}, …]`: many answers in one list.
pub(super) struct Nested<'a, T, E, K, W>(pub(super) Table<'a, T, E, K, W>);

impl<'de, T, E, K, W> DeserializeSeed<'de> for Nested<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, E, K, W> Visitor<'de> for Nested<'_, T, E, K, W>
where
    T: Deserialize<'de>,
    K: Fn(&T) -> Vec<Vec<String>>,
    W: Fn(T, Option<&Arc<str>>) -> Option<E>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.0.shape.member)
    }

    fn visit_unit<Error>(self) -> Result<(), Error> {
        self.0.told.is_null = true;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        let (id, inner) = (self.0.id, self.0.shape.inner);
        while let Some((key, records)) = seq.next_element_seed(Wrapper::new(id, inner))? {
            self.0.told.key = key.as_deref().map(Arc::from);
            let source = self.0.source().element(index);
            for (inner_index, record) in (0..).zip(records) {
                self.0.push(record, source.inner_element(inner_index));
            }
            self.0.told.keys.extend(key.map(|key| vec![key]));
            index += 1;
        }
        self.0.told.key = None;
        Ok(())
    }
}

/// Reads one element of a [`Nested`] list.
struct Wrapper<T> {
    id: &'static str,
    inner: &'static str,
    record: PhantomData<T>,
}

impl<T> Wrapper<T> {
    fn new(id: &'static str, inner: &'static str) -> Self {
        Self {
            id,
            inner,
            record: PhantomData,
        }
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Wrapper<T> {
    type Value = (Option<String>, Vec<T>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Wrapper<T> {
    type Value = (Option<String>, Vec<T>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with {}", self.inner)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut key, mut records) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            if name == self.inner {
                records = Some(map.next_value::<Option<Vec<T>>>()?.unwrap_or_default());
            } else if !self.id.is_empty() && name == self.id {
                key = Some(map.next_value::<String>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if key.is_none() && !self.id.is_empty() {
            return Err(A::Error::missing_field(self.id));
        }
        Ok((
            key,
            records.ok_or_else(|| A::Error::missing_field(self.inner))?,
        ))
    }
}
