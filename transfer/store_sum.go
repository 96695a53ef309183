package transfer

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"
)

// A record is JSON followed by a checksum. A flipped bit can leave valid JSON that says something else, such as that
// a cancelled upload is to run. Files of schema 1 have no checksums; they get them when they are opened.

// sumMark separates a record from its checksum. JSON as written here has no line breaks.
const sumMark = "\n#"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum covers the key too: a record is invalid under another key.
func sum(key, record []byte) string { return string(appendSum(nil, key, record)) }

func appendSum(to, key, record []byte) []byte {
	var n [crc32.Size]byte
	binary.BigEndian.PutUint32(n[:], crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, record))
	return hex.AppendEncode(append(to, sumMark...), n[:])
}

func seal(key, record []byte) []byte {
	return appendSum(slices.Grow(record[:len(record):len(record)], len(sumMark)+2*crc32.Size), key, record)
}

// unseal checks a stored record and removes its checksum; nil means that it is damaged.
func unseal(key, stored []byte) []byte {
	at := len(stored) - len(sumMark) - 8
	if at < 0 || string(stored[at:]) != sum(key, stored[:at]) {
		return nil
	}
	return stored[:at]
}

// unsealOld is unseal for a file that may be of schema 1.
func unsealOld(key, stored []byte) []byte {
	if bytes.Contains(stored, []byte(sumMark)) {
		return unseal(key, stored)
	}
	return stored
}

// sealed are the buckets whose records have checksums. The schema, in bucketMeta, must be readable by programs of every
// version, so its checksum has a key of its own.
var sealed = [][]byte{bucketJobs, bucketHistory, bucketTranscripts, bucketServerStats, bucketSettings}

// migrate brings a file of an older schema to this one, step by step.
func migrate(tx *bbolt.Tx, version int) error {
	if version < 2 {
		if err := errors.Join(migrateSums(tx), stampLineage(tx)); err != nil {
			return err
		}
	}
	if version < 3 {
		if err := migrateNotes(tx); err != nil {
			return err
		}
	}
	return stampSchema(tx)
}

// migrateSums brings a file of schema 1 to schema 2, which has checksums and a lineage.
func migrateSums(tx *bbolt.Tx) error {
	for _, name := range sealed {
		b := tx.Bucket(name)
		all := map[string][]byte{}
		err := b.ForEach(func(k, v []byte) error {
			if !bytes.Contains(v, []byte(sumMark)) { // a second one would make it unreadable
				all[string(k)] = bytes.Clone(v)
			}
			return nil
		})
		for k, v := range all {
			err = errors.Join(err, b.Put([]byte(k), seal([]byte(k), v)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func stampSchema(tx *bbolt.Tx) error {
	meta, version := tx.Bucket(bucketMeta), fmt.Append(nil, schemaVersion)
	return errors.Join(meta.Put(keySchema, version), meta.Put(keySchemaSum, []byte(sum(keySchema, version))))
}

// readSchema reads the schema of a file. Only schemas up to lastUnsealed may lack its checksum.
func readSchema(meta *bbolt.Bucket) (version int, sealed bool, err error) {
	if meta == nil {
		return 0, false, fmt.Errorf("%w: %s is missing", errDamaged, bucketMeta)
	}
	raw, stamp := meta.Get(keySchema), meta.Get(keySchemaSum)
	if err := json.Unmarshal(raw, &version); err != nil {
		return 0, false, fmt.Errorf("%w: schema: %w", errDamaged, err)
	}
	sealed = stamp != nil
	if sealed && string(stamp) != sum(keySchema, raw) || !sealed && (version < 1 || version > lastUnsealed) {
		return 0, false, fmt.Errorf("%w: schema %q is not the one that was written", errDamaged, raw)
	}
	return version, sealed, nil
}

// stampLineage names a new queue. Change numbers are comparable only within one lineage.
func stampLineage(tx *bbolt.Tx) error {
	return tx.Bucket(bucketMeta).Put(keyLineage, []byte(uuid.NewString()))
}
