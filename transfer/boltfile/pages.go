package boltfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// Pages reads a bbolt file without bbolt and trusts nothing in it. bbolt follows damaged pointers out of the mapped
// file, which can crash the program beyond recovery. So bbolt only gets files that passed Check; what is readable of
// others is read here. The layout is that of format version 2, in the machine's byte order.
type Pages struct {
	file io.ReaderAt
	size int64 // of a page, in bytes
	meta meta
	seen map[uint64]bool // pages that have been met
	bad  []error
	lone bool // only one of the two heads is readable: the last change may be missing
}

type meta struct{ root, freelist, pages, change uint64 }

// Layout of a bbolt file.
const (
	pageHead    = 16 // id, flags, count, overflow
	elementSize = 16
	bucketHead  = 16 // root page, sequence

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	flagBucket   = 0x01 // of an element in a leaf

	boltMagic   = 0xED0CDAED
	boltVersion = 2
	metaSum     = 56 // bytes of a meta before its checksum
	pageSizes   = 16 // number of possible page sizes: 1 KiB << 0 to 15
	maxPage     = 1 << 30
)

var order = binary.NativeEndian

// Open finds the newer of the file's two heads.
func Open(f io.ReaderAt) (*Pages, error) {
	p := &Pages{file: f, seen: map[uint64]bool{}}
	heads := 0
	first, size, ok := readMeta(f, 0)
	if ok {
		p.size, p.meta = size, first
		heads++
	}
	for shift := range pageSizes {
		at := int64(1024) << shift
		second, size, ok := readMeta(f, at)
		if !ok || size != at || p.size != 0 && p.size != at {
			continue
		}
		heads++
		if p.size == 0 || second.change > p.meta.change {
			p.size, p.meta = size, second
		}
	}
	p.lone = heads == 1
	if p.size == 0 {
		return nil, errors.New("neither head can be read")
	}
	return p, nil
}

func readMeta(f io.ReaderAt, at int64) (m meta, size int64, ok bool) {
	raw := make([]byte, pageHead+metaSum+8)
	if _, err := f.ReadAt(raw, at); err != nil {
		return meta{}, 0, false
	}
	raw = raw[pageHead:]
	sum := fnv.New64a()
	_, _ = sum.Write(raw[:metaSum]) // a hash never fails
	if order.Uint32(raw) != boltMagic || order.Uint32(raw[4:]) != boltVersion || sum.Sum64() != order.Uint64(raw[metaSum:]) {
		return meta{}, 0, false
	}
	m = meta{root: order.Uint64(raw[16:]), freelist: order.Uint64(raw[32:]), pages: order.Uint64(raw[40:]), change: order.Uint64(raw[48:])}
	return m, int64(order.Uint32(raw[8:])), true
}

// Advance raises the number of the newest change in a file above change, so that the file counts as newer than all that
// had that number. Nothing else may use the file.
func Advance(f *os.File, change uint64) error {
	p, err := Open(f)
	if err != nil {
		return err
	}
	if p.meta.change > change {
		return nil
	}
	by := change - p.meta.change + 1
	by += by % 2 // each head belongs to the even or the odd changes
	for _, at := range []int64{0, p.size} {
		raw := make([]byte, metaSum+8)
		if _, err := f.ReadAt(raw, at+pageHead); err != nil {
			return err
		}
		order.PutUint64(raw[48:], order.Uint64(raw[48:])+by)
		sum := fnv.New64a()
		_, _ = sum.Write(raw[:metaSum]) // a hash never fails
		order.PutUint64(raw[metaSum:], sum.Sum64())
		if _, err := f.WriteAt(raw, at+pageHead); err != nil {
			return err
		}
	}
	return nil
}

// Visit visits the readable records of a file and skips damaged parts. path holds the names of the buckets and the key,
// value is what is stored there; both are only valid during the call. A file is visited once.
func (p *Pages) Visit(visit func(path [][]byte, value []byte)) { p.bucket(p.meta.root, nil, visit) }

// Change returns the number of the file's newest change.
func (p *Pages) Change() uint64 { return p.meta.change }

// Lone reports whether only one of the two heads is readable: the last change may be missing.
func (p *Pages) Lone() bool { return p.lone }

// Damaged reports whether Visit or Check has met damage other than a lost head.
func (p *Pages) Damaged() bool { return len(p.bad) > 0 }

// Check reads the whole tree and the list of free pages. Its error is the first damage.
func (p *Pages) Check() error {
	p.Visit(func([][]byte, []byte) {})
	p.free()
	if len(p.bad) > 0 {
		return p.bad[0]
	}
	if p.lone {
		return ErrOneHead
	}
	return nil
}

// ErrOneHead reports that one of the two heads cannot be read. bbolt writes them in turn, and an intact file has
// both. With only one left, bbolt would silently go on from the change before the last.
var ErrOneHead = errors.New("one of its two heads cannot be read, and with it the last change may be lost")

func (p *Pages) damage(id uint64, what string) {
	p.bad = append(p.bad, fmt.Errorf("page %d: %s", id, what))
}

// page reads a page with its overflow pages.
func (p *Pages) page(id uint64) (raw []byte, ok bool) {
	head := make([]byte, pageHead)
	if id < 2 || id >= p.meta.pages {
		p.damage(id, "outside the file")
		return nil, false
	}
	if _, err := p.file.ReadAt(head, int64(id)*p.size); err != nil {
		p.damage(id, err.Error())
		return nil, false
	}
	overflow := uint64(order.Uint32(head[12:]))
	if order.Uint64(head) != id || overflow >= p.meta.pages-id || (overflow+1)*uint64(p.size) > maxPage {
		p.damage(id, "is not what it should be")
		return nil, false
	}
	for n := id; n <= id+overflow; n++ {
		if p.seen[n] {
			p.damage(n, "is in use twice")
			return nil, false
		}
		p.seen[n] = true
	}
	raw = make([]byte, (int64(overflow)+1)*p.size)
	if _, err := p.file.ReadAt(raw, int64(id)*p.size); err != nil {
		p.damage(id, err.Error())
		return nil, false
	}
	return raw, true
}

// tree is a walk through one bucket.
type tree struct {
	path  [][]byte // the names of the bucket and its parents
	visit func(path [][]byte, value []byte)
	last  []byte // the previous key, nil = none yet
}

// bucket visits the records of a bucket and its sub-buckets. path holds the names of the buckets and the key. It
// skips damaged parts.
func (p *Pages) bucket(root uint64, path [][]byte, visit func(path [][]byte, value []byte)) {
	p.node(&tree{path: path, visit: visit}, root, nil)
}

// node visits the records below a page. first is the page's key in its parent, nil for a root. It must be the page's first
// key: bbolt finds records by it, and would write the page twice under a wrong one.
func (p *Pages) node(t *tree, id uint64, first []byte) {
	raw, ok := p.page(id)
	if !ok {
		return
	}
	flags := order.Uint16(raw[8:])
	if flags != flagLeaf && flags != flagBranch {
		p.damage(id, fmt.Sprintf("has flags %#x", flags))
		return
	}
	all, _ := p.elements(id, raw)
	if first != nil && (len(all) == 0 || !bytes.Equal(all[0].key, first)) {
		p.damage(id, "does not begin with the key that leads to it")
	}
	if flags == flagLeaf {
		p.leaf(t, id, all)
		return
	}
	for _, e := range all {
		p.node(t, order.Uint64(e.head[8:]), e.key)
	}
}

func (p *Pages) leaf(t *tree, id uint64, all []element) {
	for _, e := range all {
		if t.last != nil && bytes.Compare(t.last, e.key) >= 0 {
			p.damage(id, "has entries out of order")
		}
		t.last = e.key
		inside := append(t.path[:len(t.path):len(t.path)], e.key)
		switch {
		case order.Uint32(e.head)&flagBucket == 0:
			t.visit(inside, e.value)
		case len(inside) > 1:
			p.damage(id, "holds a bucket in a bucket, and a queue has none")
		case len(e.value) < bucketHead:
			p.damage(id, "holds a bucket that is cut short")
		case order.Uint64(e.value) != 0:
			p.bucket(order.Uint64(e.value), inside, t.visit)
		default:
			p.inline(&tree{path: inside, visit: t.visit}, id, e.value[bucketHead:])
		}
	}
}

// inline visits a bucket that is small enough to be stored as a value in its parent's page.
func (p *Pages) inline(t *tree, id uint64, raw []byte) {
	if len(raw) < pageHead || order.Uint16(raw[8:]) != flagLeaf {
		p.damage(id, "holds a small bucket that cannot be read")
		return
	}
	all, end := p.elements(id, raw)
	if end != uint64(len(raw)) {
		p.damage(id, "holds a small bucket of another size than its entries")
	}
	p.leaf(t, id, all)
}

type element struct{ head, key, value []byte }

// elements returns the entries of a page that lie inside it; end is where the last one ends. bbolt writes a table and
// then the entries without gaps, so an entry that is missing in the table is noticed.
func (p *Pages) elements(id uint64, raw []byte) (all []element, end uint64) {
	leaf := order.Uint16(raw[8:]) == flagLeaf
	said, fit := int(order.Uint16(raw[10:])), tableSize(raw, leaf)
	if said != fit {
		p.damage(id, fmt.Sprintf("says that it has %d entries, and has %d", said, fit))
	}
	end = uint64(pageHead + said*elementSize)
	for i := range max(said, fit) {
		at := pageHead + i*elementSize
		if at+elementSize > len(raw) {
			p.damage(id, "has more entries than room")
			break
		}
		e, begin, ok := readElement(raw, at, leaf)
		if !ok {
			p.damage(id, "has an entry outside itself")
			continue
		}
		if begin != end {
			p.damage(id, "has entries that do not follow each other")
		}
		end = begin + uint64(len(e.key)+len(e.value))
		all = append(all, e)
	}
	return all, end
}

// tableSize returns how many lines fit before the first entry. In a page without entries the first line is empty.
func tableSize(raw []byte, leaf bool) int {
	if len(raw) < pageHead+elementSize {
		return 0
	}
	return int(place(raw[pageHead:], leaf)) / elementSize
}

// place returns the distance, in bytes, from a line of the table to its entry.
func place(head []byte, leaf bool) uint32 {
	if leaf {
		return order.Uint32(head[4:])
	}
	return order.Uint32(head)
}

// readElement reads one line of a table and its entry.
func readElement(raw []byte, at int, leaf bool) (e element, begin uint64, ok bool) {
	head := raw[at : at+elementSize]
	keySize, valueSize := uint64(order.Uint32(head[4:])), uint64(0)
	if leaf {
		keySize, valueSize = uint64(order.Uint32(head[8:])), uint64(order.Uint32(head[12:]))
	}
	begin = uint64(at) + uint64(place(head, leaf))
	if begin+keySize+valueSize > uint64(len(raw)) {
		return element{}, 0, false
	}
	return element{head, raw[begin : begin+keySize], raw[begin+keySize : begin+keySize+valueSize]}, begin, true
}

// free checks that each page is either in use or free, and that once. Otherwise it would be overwritten, or is lost.
func (p *Pages) free() {
	raw, ok := p.page(p.meta.freelist)
	if !ok {
		return
	}
	count, list := uint64(order.Uint16(raw[10:])), raw[pageHead:]
	if count == 0xFFFF {
		count, list = order.Uint64(list), list[8:]
	}
	if order.Uint16(raw[8:]) != flagFreelist || count > uint64(len(list)/8) {
		p.damage(p.meta.freelist, "is no list of free pages")
		return
	}
	for i := range int(count) {
		id := order.Uint64(list[8*i:])
		switch {
		case id < 2 || id >= p.meta.pages || p.seen[id]:
			p.damage(id, "is free and in use, or free twice")
		default:
			p.seen[id] = true
		}
	}
	for id := uint64(2); id < p.meta.pages; id++ {
		if !p.seen[id] {
			p.damage(id, "is neither free nor in use")
		}
	}
}
