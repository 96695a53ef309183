package transfer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
	"sendoff/transfer/boltfile"
)

// recordsOf are the records of a queue file by the way to them; the error is what is wrong with it.
func recordsOf(raw []byte) (found map[string]string, damage error) {
	p, err := boltfile.Open(bytes.NewReader(raw))
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		return nil, err
	}
	if p, err = boltfile.Open(bytes.NewReader(raw)); err != nil {
		return nil, err
	}
	found = map[string]string{}
	p.Visit(func(path [][]byte, value []byte) {
		found[string(bytes.Join(path, []byte{'/'}))] = string(value)
	})
	return found, nil
}

// structure are the places of a queue file that say what is in it: the head of each page that is in use, the tables of
// entries, and the keys of branches.
func structure(t *testing.T, raw []byte) (places []int) {
	t.Helper()
	const head, line, isBranch, isLeaf = 16, 16, 1, 2
	size, branches, unused := os.Getpagesize(), 0, map[uint64]bool{}
	newest, _ := headsOf(t, raw)
	list := raw[binary.NativeEndian.Uint64(newest[32:])*uint64(size):]
	for n := range int(binary.NativeEndian.Uint16(list[10:])) {
		unused[binary.NativeEndian.Uint64(list[head+8*n:])] = true
	}
	for begin := 2 * size; begin < len(raw); begin += size {
		page := raw[begin:]
		id, flags := uint64(begin/size), binary.NativeEndian.Uint16(page[8:])
		if unused[id] || binary.NativeEndian.Uint64(page) != id || flags != isLeaf && flags != isBranch {
			continue // of what overflows from another, and the list of free pages
		}
		table := head + line*int(binary.NativeEndian.Uint16(page[10:]))
		end := table
		if flags == isBranch {
			branches++
			for at := head; at < table; at += line {
				end += int(binary.NativeEndian.Uint32(page[at+4:]))
			}
		}
		for at := range end {
			places = append(places, begin+at)
		}
	}
	if branches == 0 {
		t.Fatal("no page leads to others")
	}
	return places
}

// missing is a record of jobs, history or settings that is not what it was, and of which nothing is said when
// the queue is opened; "" = there is none.
func missing(want, got map[string]string) string {
	unreadable := map[string]bool{}
	for at, value := range got {
		bucket, key, _ := strings.Cut(at, "/")
		plain := unseal([]byte(key), []byte(value))
		unreadable[bucket] = unreadable[bucket] || plain == nil || bucket != string(bucketSettings) && readJob([]byte(key), plain) == nil
	}
	for at, value := range want {
		bucket, _, _ := strings.Cut(at, "/")
		switch bucket {
		case string(bucketJobs), string(bucketHistory), string(bucketSettings):
			if got[at] != value && !unreadable[bucket] {
				return at
			}
		}
	}
	return ""
}

// TestFlippedBitOfTheStructure: whatever single bit of the heads, the tables and the keys of branches is another
// one, all records are still there, or it is said: the file is damaged, or an entry cannot be read.
func TestFlippedBitOfTheStructure(t *testing.T) {
	raw, _ := library(t, 24)
	want, err := recordsOf(raw)
	if err != nil {
		t.Fatal(err)
	}
	silent := 0
	for _, at := range structure(t, raw) {
		for bit := range 8 {
			raw[at] ^= 1 << bit
			if got, damage := recordsOf(raw); damage == nil && missing(want, got) != "" {
				if silent++; silent < 20 {
					t.Errorf("byte %d, bit %d: %q is gone, with %d records of %d, and nothing is said", at, bit, missing(want, got), len(got), len(want))
				}
			}
			raw[at] ^= 1 << bit
		}
	}
	if silent > 0 {
		t.Errorf("%d silent losses", silent)
	}
}

// TestSettingThatCannotBeRead: it is not the default without a word.
func TestSettingThatCannotBeRead(t *testing.T) {
	raw, _ := library(t, 1)
	dir := shelve(t, raw, nil)
	tamper(t, dir, func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketSettings).Put([]byte("limits"), []byte(`{"Uploads":3}`+sumMark+"00000000"))
	})
	s, c, notices, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.damaged) != 1 || len(notices) != 1 || !strings.Contains(notices[0], "limits") {
		t.Errorf("%v, %v", c.damaged, notices)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

// TestTranscriptThatCannotBeRead: it is named, and its job is there.
func TestTranscriptThatCannotBeRead(t *testing.T) {
	raw, ids := library(t, 2)
	dir := shelve(t, raw, nil)
	var key []byte
	tamper(t, dir, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketTranscripts)
		first, value := b.Cursor().First()
		key, value = bytes.Clone(first), bytes.Clone(value)
		value[5] ^= 1
		return b.Put(key, value)
	})
	s, c, notices, err := openStore(dir, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(notices, ""); len(c.jobs) != len(ids) || len(c.transcripts) != 1 || !strings.Contains(said, fmt.Sprintf("transcript %x", key)) {
		t.Errorf("%d jobs, %d transcripts, %q", len(c.jobs), len(c.transcripts), said)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyKnowsWhatBoltWrites: no queue that was written in good order is called damaged, whatever was put into
// it and taken out of it.
func TestVerifyKnowsWhatBoltWrites(t *testing.T) {
	s, _, _, err := openStore(t.TempDir(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	s.db.NoSync = true // only what is in the file counts here
	rng := rand.New(rand.NewPCG(3, 5))
	var open, ended []uuid.UUID
	take := func(from *[]uuid.UUID) (id uuid.UUID) {
		at := rng.IntN(len(*from))
		id = (*from)[at]
		*from = slices.Delete(*from, at, at+1)
		return id
	}
	for n := range 400 {
		c := &changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}, transcripts: map[uuid.UUID]*transcript{}}
		for range rng.IntN(1 + 100/(1+n%40)) {
			j := stored(n)
			c.put[j.ID], open = j, append(open, j.ID)
			c.transcripts[j.ID] = &transcript{lines: []bits.Note{{Text: strings.Repeat("x", rng.IntN(9000))}}}
		}
		for grows := n/40%2 == 0; len(open) > 0 && rng.IntN(map[bool]int{true: 3, false: 40}[grows]) > 0; {
			j := stored(n)
			j.ID, j.Outcome = take(&open), Confirmed
			c.ended[j.ID], ended = j, append(ended, j.ID)
			delete(c.put, j.ID)
		}
		for grows := n/40%2 == 0; len(ended) > 0 && rng.IntN(map[bool]int{true: 2, false: 40}[grows]) > 0; {
			id := take(&ended)
			c.forgotten = append(c.forgotten, id)
			delete(c.ended, id)
		}
		if err := s.write(c); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(s.path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := recordsOf(raw); err != nil {
			t.Fatalf("after %d changes, with %d jobs and %d outcomes: %v", n, len(open), len(ended), err)
		}
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

// TestFlippedBitOfTheSchema: a schema that is another one than was written is damage. No record is sealed a
// second time for it, and no file is called newer.
func TestFlippedBitOfTheSchema(t *testing.T) {
	raw, ids := library(t, 3)
	written := fmt.Sprintf("%s%d%s", keySchema, schemaVersion, keySchemaSum) // as the two stand in the file
	for bit := range 8 {
		other := []byte(written)
		other[len(keySchema)] ^= 1 << bit
		bad := bytes.ReplaceAll(raw, []byte(written), other)
		if bytes.Equal(raw, bad) {
			t.Fatal("the schema is not where it was looked for")
		}
		if c := reopened(t, shelve(t, bad, nil), bad); len(c.jobs) != len(ids) || len(c.damaged) != 0 {
			t.Errorf("schema %q: %d jobs of %d, damaged %v", other, len(c.jobs), len(ids), c.damaged)
		}
	}
}

// TestSchemaWithoutAChecksum: files of all schemas up to the last that had none are read and get one. Records
// that have a checksum keep it.
func TestSchemaWithoutAChecksum(t *testing.T) {
	raw, ids := library(t, 3)
	for version := range lastUnsealed + 1 {
		dir := shelve(t, raw, nil)
		tamper(t, dir, func(tx *bbolt.Tx) error {
			meta := tx.Bucket(bucketMeta)
			if err := meta.Put(keySchema, fmt.Append(nil, version)); err != nil {
				return err
			}
			return meta.Delete(keySchemaSum)
		})
		s, c, notices, err := openStore(dir, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.jobs) != len(ids) || (len(notices) > 0) != (version == 0) {
			t.Errorf("schema %d: %d jobs, damaged %v, %v", version, len(c.jobs), c.damaged, notices)
		}
		err = s.db.View(func(tx *bbolt.Tx) error {
			if got, sealed, err := readSchema(tx.Bucket(bucketMeta)); err != nil || got != schemaVersion || !sealed {
				t.Errorf("schema %d became %d, sealed %t, %v", version, got, sealed, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestJobThatIsOpenAndEnded: an outcome wins over a record in the queue, for good, and it is said.
func TestJobThatIsOpenAndEnded(t *testing.T) {
	raw, ids := library(t, 3)
	dir := shelve(t, raw, nil)
	tamper(t, dir, func(tx *bbolt.Tx) error {
		j := stored(1)
		for j.ID = range ids {
			break
		}
		j.Outcome = Confirmed
		value, err := json.Marshal(j)
		if err != nil {
			return err
		}
		return tx.Bucket(bucketHistory).Put(j.ID[:], seal(j.ID[:], value))
	})
	for n := range 2 {
		s, c, notices, err := openStore(dir, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.jobs) != len(ids)-1 || len(notices) != 1-n {
			t.Errorf("start %d: %d jobs, %v", n, len(c.jobs), notices)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTwoRecordsOfOneJob: of two that are read of a damaged file the one that was cancelled counts.
func TestTwoRecordsOfOneJob(t *testing.T) {
	runs := stored(1)
	dropped := *runs
	dropped.Want = Drop
	for _, c := range []contents{{jobs: []*Job{runs, &dropped}}, {jobs: []*Job{&dropped, runs}}} {
		if got := c.all().put[runs.ID]; got.Want != Drop {
			t.Errorf("it is to %v", got.Want)
		}
	}
}
