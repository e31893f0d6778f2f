//! What a request is: values said about it, concurrent ones side by side until one is confirmed.

use std::collections::BTreeMap;

use super::Story;
use crate::domain::act::word::{Class, Competence, Matter, Subject};
use crate::domain::act::{Act, Classify, Open};
use crate::domain::id::RequestId;

/// The values that no later one supersedes.
pub(super) struct Axes {
    pub(super) classes: Vec<Class>,
    pub(super) matters: Vec<Matter>,
    pub(super) subjects: Vec<Subject>,
    pub(super) competences: Vec<Competence>,
}

impl Story<'_> {
    pub(super) fn axes(&self) -> Axes {
        Axes {
            classes: self.said(|open| open.class, |classify| classify.class),
            matters: self.said(|open| Some(open.matter), |classify| classify.matter),
            subjects: self.said(|open| open.subject, |classify| classify.subject),
            competences: self.said(|open| open.competence, |classify| classify.competence),
        }
    }

    /// The values of one axis that stand after no other value of it.
    fn said<T: Copy + Ord>(&self, by_open: impl Fn(&Open) -> Option<T>, by_classify: impl Fn(&Classify) -> Option<T>) -> Vec<T> {
        let value = |act: &Act| match act {
            Act::Open(open) => by_open(open),
            Act::Classify(classify) => by_classify(classify),
            _ => None,
        };
        let said = self.nodes.iter().enumerate().filter(|(_, node)| node.effect || matches!(node.act, Act::Open(_)));
        let said: Vec<(usize, T)> = said.filter_map(|(at, node)| Some((at, value(&node.act)?))).collect();
        let newest = said.iter().filter(|(at, _)| !said.iter().any(|(later, _)| self.nodes[*later].past.contains(*at)));
        let mut values: Vec<T> = newest.map(|(_, value)| *value).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Requests linked as the same matter: by the newest word about each, and any of concurrent words.
    pub(super) fn links(&self) -> Vec<RequestId> {
        let mut words: BTreeMap<RequestId, Vec<(usize, bool)>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.effect) {
            if let Act::Link(link) = &node.act {
                words.entry(link.other).or_default().push((at, link.undone));
            }
        }
        let linked = |said: &[(usize, bool)]| {
            let superseded = |at: usize| said.iter().any(|(later, _)| self.nodes[*later].past.contains(at));
            said.iter().any(|(at, undone)| !undone && !superseded(*at))
        };
        words.into_iter().filter(|(_, said)| linked(said)).map(|(other, _)| other).collect()
    }
}
