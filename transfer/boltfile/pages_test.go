package boltfile

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// written is a file as bbolt writes it: with a bucket of many pages, one inside its parent's page, a value that is
// longer than a page, and pages that are free.
func written(t *testing.T) (raw []byte, records map[string]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	records = map[string]string{}
	put := func(tx *bbolt.Tx, bucket, key, value string) error {
		records[bucket+"/"+key] = value
		return tx.Bucket([]byte(bucket)).Put([]byte(key), []byte(value))
	}
	for n := range 40 {
		err := db.Update(func(tx *bbolt.Tx) error {
			for _, name := range []string{"large", "small"} {
				if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
					return err
				}
			}
			for i := range 20 {
				if err := put(tx, "large", fmt.Sprintf("%04d", n*20+i), fmt.Sprint("value ", n, i)); err != nil {
					return err
				}
			}
			if err := put(tx, "large", "a long one", string(bytes.Repeat([]byte{'x'}, 9000))); err != nil {
				return err
			}
			return put(tx, "small", "only", fmt.Sprint(n))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if raw, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return raw, records
}

func opened(t *testing.T, raw []byte) *Pages {
	t.Helper()
	p, err := Open(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestReadsWhatBoltWrote: all of it is found, and nothing is said against it.
func TestReadsWhatBoltWrote(t *testing.T) {
	raw, want := written(t)
	p, got := opened(t, raw), map[string]string{}
	p.Visit(func(path [][]byte, value []byte) { got[string(bytes.Join(path, []byte{'/'}))] = string(value) })
	if !maps.Equal(got, want) {
		t.Errorf("%d records of %d", len(got), len(want))
	}
	if p.Damaged() || p.Lone() || p.Change() < 40 {
		t.Errorf("damage %v, lone %t, change %d", p.bad, p.Lone(), p.Change())
	}
	if err := opened(t, raw).Check(); err != nil {
		t.Error(err)
	}
}

// TestOneHead: the other one is told as lost, whichever it is.
func TestOneHead(t *testing.T) {
	raw, _ := written(t)
	for _, at := range []int64{0, opened(t, raw).size} {
		broken := bytes.Clone(raw)
		broken[at+pageHead+metaSum-1] ^= 1
		p := opened(t, broken)
		if err := p.Check(); err != ErrOneHead || !p.Lone() || p.Damaged() { //nolint:errorlint // it is this very one
			t.Errorf("without the head at %d: %v, lone %t", at, err, p.Lone())
		}
		broken[opened(t, raw).size-at+pageHead] ^= 1
		if _, err := Open(bytes.NewReader(broken)); err == nil {
			t.Error("it is read without a head")
		}
	}
}

// TestHeadOfAnotherVersion: pages are read by the rules of one version of the file, and by no other.
func TestHeadOfAnotherVersion(t *testing.T) {
	raw, _ := written(t)
	for version, want := range map[uint32]bool{boltVersion: true, boltVersion + 1: false} {
		head := bytes.Clone(raw[:pageHead+metaSum+8])
		order.PutUint32(head[pageHead+4:], version)
		sum := fnv.New64a()
		_, _ = sum.Write(head[pageHead : pageHead+metaSum])
		order.PutUint64(head[pageHead+metaSum:], sum.Sum64())
		if _, _, ok := readMeta(bytes.NewReader(head), 0); ok != want {
			t.Errorf("version %d: %t", version, ok)
		}
	}
}

// TestPageBehindTheEnd: a file is longer than its pages, and what stands there was given up.
func TestPageBehindTheEnd(t *testing.T) {
	raw, _ := written(t)
	p := opened(t, raw)
	old := make([]byte, p.size)
	order.PutUint64(old, p.meta.pages)
	order.PutUint16(old[8:], flagLeaf)
	p.file = bytes.NewReader(append(raw[:int64(p.meta.pages)*p.size:int64(p.meta.pages)*p.size], old...))
	if _, ok := p.page(p.meta.pages); ok {
		t.Error("it is read")
	}
}

// TestPageThatIsFreeTwice: bbolt would give it out twice.
func TestPageThatIsFreeTwice(t *testing.T) {
	raw, _ := written(t)
	p := opened(t, raw)
	list := int64(p.meta.freelist)*p.size + pageHead
	if order.Uint16(raw[list-6:]) < 2 {
		t.Fatal("too few pages are free")
	}
	copy(raw[list+8:list+16], raw[list:list+8])
	if opened(t, raw).Check() == nil {
		t.Error("nothing is said")
	}
}
