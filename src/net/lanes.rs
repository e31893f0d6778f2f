//! Files on streams of their own, below the words: a slow photo never holds up a record.

use tokio::sync::mpsc::{Sender, UnboundedReceiver};
use tokio::task::JoinSet;

use super::link::{FrameReader, FrameWriter, LinkError};
use super::shell::Waiting;
use super::{FILES_FRAME_TIME_MAX, FILES_STREAMS};
use crate::domain::attachment::FileClass;

/// A frame of files, or how its stream ended.
pub(super) type Arrived = Result<(FileClass, Vec<u8>), LinkError>;

/// The streams of files of one link.
#[derive(Clone, Debug)]
pub(super) struct Lanes(pub(super) quinn::Connection);

impl Lanes {
    /// Sends frames of one class, on a stream that is opened for the first one. Ends with the link, which is heard of elsewhere.
    pub async fn write(self, class: FileClass, mut outgoing: UnboundedReceiver<Vec<u8>>, waiting: Waiting) {
        let mut writer = None;
        while let Some(frame) = outgoing.recv().await {
            let open = match writer.take() {
                Some(open) => Ok(open),
                None => self.open(class).await,
            };
            let Ok(mut open) = open else { return };
            if open.send_within(FILES_FRAME_TIME_MAX, &frame).await.is_err() {
                return;
            }
            waiting.shrink(frame.len());
            writer = Some(open);
        }
    }

    async fn open(&self, class: FileClass) -> Result<FrameWriter, LinkError> {
        let mut stream = self.0.open_uni().await?;
        // Words have priority 0; the transport sends a lower one only when nothing higher waits.
        let _ = stream.set_priority(-1 - i32::from(number(class)));
        stream.write_all(&[number(class)]).await?;
        Ok(FrameWriter(stream))
    }

    /// Passes on what comes on the peer's streams, one frame ahead of whoever reads.
    pub async fn read(self, arriving: Sender<Arrived>) {
        let mut readers = JoinSet::new();
        for _ in 0..FILES_STREAMS {
            match self.0.accept_uni().await {
                Ok(stream) => drop(readers.spawn(read(FrameReader(stream), arriving.clone()))),
                Err(_) => break,
            }
        }
        while readers.join_next().await.is_some() {}
    }
}

fn number(class: FileClass) -> u8 {
    match class {
        FileClass::Thumbnail => 0,
        FileClass::Original => 1,
    }
}

async fn read(mut reader: FrameReader, arriving: Sender<Arrived>) {
    let mut first = [0; 1];
    let class = match reader.0.read_exact(&mut first).await {
        Ok(()) if first == [0] => FileClass::Thumbnail,
        Ok(()) if first == [1] => FileClass::Original,
        Ok(()) => return drop(arriving.send(Err(LinkError::CutOff)).await),
        // The link has ended, and that is heard of elsewhere.
        Err(_) => return,
    };
    loop {
        let frame = match reader.next_within(FILES_FRAME_TIME_MAX).await {
            Ok(Some(frame)) => Ok((class, frame)),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let last = frame.is_err();
        if arriving.send(frame).await.is_err() || last {
            return;
        }
    }
}
