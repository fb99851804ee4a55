//! Values that go into a statement.

/// A value. Floating-point numbers are none: a not-a-number would become NULL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

macro_rules! from_smaller {
    ($($kind:ty),*) => { $(impl From<$kind> for Value<'_> {
        fn from(value: $kind) -> Self {
            Self::Integer(i64::from(value))
        }
    })* };
}

from_smaller!(bool, u8, i16, u32);

impl<'v> From<&'v str> for Value<'v> {
    fn from(value: &'v str) -> Self {
        Self::Text(value)
    }
}

impl<'v, V: Into<Value<'v>>> From<Option<V>> for Value<'v> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What can be seen as a value.
pub(crate) trait AsValue {
    /// It as a value.
    fn as_value(&self) -> Value<'_>;
}

macro_rules! as_integer {
    ($($kind:ty),*) => { $(impl AsValue for $kind {
        fn as_value(&self) -> Value<'_> {
            Value::from(*self)
        }
    })* };
}

as_integer!(i64, bool, u8, i16, u32);

impl AsValue for str {
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl AsValue for String {
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl<V: AsValue> AsValue for Option<V> {
    fn as_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, AsValue::as_value)
    }
}

impl<V: AsValue + ?Sized> AsValue for &V {
    fn as_value(&self) -> Value<'_> {
        (**self).as_value()
    }
}

/// The values of a statement, in the order of its parameters.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::session::value::AsValue::as_value(&$value)),*] };
}

/// The values of a row among many, in the order of its columns.
macro_rules! row_of {
    ($($value:expr),* $(,)?) => { vec![$($crate::session::value::Value::from($value)),*] };
}

pub(crate) use params;
pub(crate) use row_of;
