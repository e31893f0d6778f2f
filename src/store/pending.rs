//! Records that nothing proves yet: their own signature is bad, and no later record of their log leads back to them.
//! They are kept under a quota, stand in no view and in no run, and come in as soon as their log goes on after them.

use redb::{ReadableTable, ReadableTableMetadata};

use super::batch::PENDING_PER_AUTHOR_MAX;
use super::blobs::Brought;
use super::error::{CommitError, ReadError};
use super::index::{self, Key};
use super::records;
use super::write::Write;
use crate::domain::id::RecordId;
use crate::domain::record::Header;
use crate::domain::signed::{SignatureState, SignedRecord, VerifiedRecord};

impl Write<'_> {
    /// The pending record that this one's backlink proves to be its author's.
    pub fn vouched_by(&mut self, record: &VerifiedRecord) -> Result<Option<VerifiedRecord>, CommitError> {
        if self.tables.pending.len()? == 0 {
            return Ok(None);
        }
        let header = record.header();
        self.tables.pending.remove((&header.log.key.0, &record.id().0))?;
        let Some(backlink) = header.backlink else { return Ok(None) };
        let Some(bytes) = self.tables.pending.get((&header.log.key.0, &backlink.0))?.map(|value| value.value().to_vec()) else {
            return Ok(None);
        };
        let signed = SignedRecord::new(&bytes).map_err(|_| ReadError::Damaged(backlink))?;
        let vouched = VerifiedRecord::vouched(signed, backlink, SignatureState::Invalid).map_err(|_| ReadError::Damaged(backlink))?;
        let follows = vouched.header().log == header.log && vouched.header().seq == header.seq - 1;
        Ok(follows.then_some(vouched))
    }

    /// Keeps a record that nothing proves yet, up to its author's quota; what is proven at once goes in.
    pub fn keep_pending(&mut self, signed: &SignedRecord) -> Result<(), CommitError> {
        let id = signed.id();
        let Ok(header) = Header::decode(signed.header_bytes()) else { return Ok(()) };
        if records::arrival_of(&self.tables.index, &self.tables.records, id)?.is_some() {
            return Ok(());
        }
        if let Some(record) = self.vouched_from_above(&header, signed, id)? {
            return self.insert(&record, false, &mut Brought::default());
        }
        let author = header.log.key;
        let held = self.tables.pending.range((&author.0, &[0; 32])..=(&author.0, &[0xff; 32]))?.count();
        if held >= PENDING_PER_AUTHOR_MAX {
            self.written.over_quota += 1;
            return Ok(());
        }
        self.tables.pending.insert((&author.0, &id.0), signed.as_bytes())?;
        self.remembered = true;
        Ok(())
    }

    fn vouched_from_above(&mut self, header: &Header, signed: &SignedRecord, id: RecordId) -> Result<Option<VerifiedRecord>, CommitError> {
        let Some(seq) = header.seq.checked_add(1) else { return Ok(None) };
        let Some((number, _)) = self.tables.logs.get(&records::log_key(&header.log))?.map(|value| value.value()) else {
            return Ok(None);
        };
        let above = index::arrivals(&self.tables.index, &Key::place(number, seq))?;
        for arrival in above {
            if records::expect(&self.tables.records, arrival)?.header().backlink == Some(id) {
                return Ok(VerifiedRecord::vouched(signed.clone(), id, SignatureState::Invalid).ok());
            }
        }
        Ok(None)
    }
}
