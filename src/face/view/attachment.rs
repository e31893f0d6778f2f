//! An attached file for showing.

use serde::{Serialize, Serializer};

use super::Names;
use super::request::Said;
use crate::domain::act::word::{Field, Media, Shows, Source};
use crate::domain::id::RecordId;
use crate::node::attach::Whereabouts;

/// An attached file.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentView {
    /// Its number within the request, from 1.
    pub number: usize,
    /// The record that attached it.
    pub record: RecordId,
    /// What kind of file it is.
    pub media: Media,
    /// What it shows.
    pub shows: Shows,
    /// Who made it.
    pub source: Option<Source>,
    /// When it was made, as claimed.
    pub taken: Option<String>,
    /// The resident's view may show it.
    pub visible: bool,
    /// What it takes sealed, in bytes.
    pub size: u64,
    /// Words about it, where they can be read.
    pub caption: Option<String>,
    /// `here`, `elsewhere` or `on_its_way`.
    #[serde(rename = "state", serialize_with = "state")]
    pub whereabouts: Whereabouts,
    /// Its thumbnail is here.
    pub thumbnail_here: bool,
}

fn state<S: Serializer>(whereabouts: &Whereabouts, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match whereabouts {
        Whereabouts::Here => "here",
        Whereabouts::Elsewhere => "elsewhere",
        Whereabouts::OnItsWay { .. } => "on_its_way",
    })
}

/// The files of a request, numbered.
pub(super) fn attachments(said: &Said, names: &Names<'_>) -> Vec<AttachmentView> {
    let views = said.attachments.iter().zip(1..).map(|(attachment, number)| {
        let attach = &attachment.attach;
        let caption = said.words.get(&attachment.record).and_then(|words| words.texts.get(&Field::caption));
        AttachmentView {
            number,
            record: attachment.record,
            media: attach.media,
            shows: attach.shows,
            source: attach.source,
            taken: attach.taken.map(|at| names.time(at)),
            visible: attach.visible,
            size: attach.sealed.size,
            caption: caption.cloned(),
            whereabouts: attachment.file,
            thumbnail_here: attachment.thumbnail == Some(Whereabouts::Here),
        }
    });
    views.collect()
}
