package list

import (
	"errors"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// Candidate is a file in the add sheet.
type Candidate struct {
	Found  source.Found
	Off    bool   // the user unticked it
	on     bool   // the user ticked it although it is not ticked by default
	Remark string // why it is not ticked, or a warning; "" = none
	Skip   string // short reason why it is not ticked by default; "" = it is
	url    string // its address; "" if it has none
	bad    string // why its name cannot be part of an address
	Name   string // its name on the server
	n      int    // its number among the files that can be uploaded, from 1
	odd    string // the remark it would get if it were added
	Mild   bool   // the remark needs no action
	Twin   bool   // another file has nearly the same name
}

// Ticked reports whether the file would be added.
func (c *Candidate) Ticked() bool { return c.url != "" && !c.Off && (c.Skip == "" || c.on) }

// Tickable reports whether the user can tick or untick the file.
func (c *Candidate) Tickable() bool { return c.Found.Skip == "" && c.url != "" || c.Aside() }

// Aside reports whether a walk left the file out by default: a tick still adds it.
func (c *Candidate) Aside() bool { return c.Found.Skip.Aside() }

// Batch is the data of the add sheet: files and their destination.
type Batch struct {
	List   []*Candidate
	byPath map[string]bool
	inList map[transfer.Work]*transfer.Job // unfinished uploads, by path and URL
	To     string                          // the address, as typed
	folder bool                            // keep the folders of dropped folders
	Flaw   string                          // why nothing can be added to this address; "" = it can
	Nested bool                            // some file lies in a folder
	Naming string                          // template of names on the server, "" = cards.DefaultTemplate
	Facts  NameFacts                       // values that are the same for all names
	frame  frame                           // the addresses in the typed folder
	Reply  bool                            // each file wants a reply of the server
	Files  int                             // files that can be uploaded, as far as known
	Paired bool                            // some ticked files have nearly the same name
}

// NewBatch is an empty batch. It knows the list's unfinished uploads, so that files already being uploaded get a
// remark.
func NewBatch(m *Model) *Batch {
	b := &Batch{byPath: map[string]bool{}, inList: map[transfer.Work]*transfer.Job{}}
	for _, e := range m.Order {
		if e.Job.Open() {
			b.inList[e.Job.Work()] = e.Job
		}
	}
	return b
}

// Add adds files, except those already there.
func (b *Batch) Add(found []source.Found) {
	first := len(b.List)
	for _, f := range found {
		if b.byPath[f.Source.Path] {
			continue
		}
		b.byPath[f.Source.Path] = true
		b.Nested = b.Nested || strings.Contains(f.Rel, "/")
		c := &Candidate{Found: f}
		if f.Skip == "" {
			b.Files++
			c.n = b.Files
		}
		b.List = append(b.List, c)
	}
	if cards.Numbered(b.Naming) {
		first = 0 // the width of a number depends on their count
	}
	b.resolve(b.List[first:])
}

// Take removes and returns a file, so that it can be found again.
func (b *Batch) Take(i int) *Candidate {
	c := b.List[i]
	b.List = slices.Delete(b.List, i, i+1)
	delete(b.byPath, c.Found.Source.Path)
	return c
}

// Forget removes all files, so that everything can be found again.
func (b *Batch) Forget() {
	b.List, b.byPath, b.Files, b.Nested = nil, map[string]bool{}, 0, false
}

// Fresh are the paths of files that may still be being written.
func (b *Batch) Fresh(now time.Time) []string {
	var paths []string
	for _, c := range b.List {
		if c.Found.Skip == "" && c.Found.Source.JustWritten(now) {
			paths = append(paths, c.Found.Source.Path)
		}
	}
	return paths
}

// Renew updates files to their current state.
func (b *Batch) Renew(list []source.File) {
	by := make(map[string]source.File, len(list))
	for _, s := range list {
		by[s.Path] = s
	}
	for _, c := range b.List {
		if s, ok := by[c.Found.Source.Path]; ok {
			c.Found.Source = s
			c.odd, c.Mild = oddity(s, c.Name, time.Now())
		}
	}
	b.mark()
}

// Aim sets the destination.
func (b *Batch) Aim(to string, keepFolders bool) {
	b.To, b.folder = strings.TrimSpace(to), keepFolders
	b.resolve(b.List)
}

// resolve computes the files' addresses, and then their ticks.
func (b *Batch) resolve(list []*Candidate) {
	b.Flaw, b.frame = b.addressFlaw(), newFrame(b.To)
	now := time.Now()
	for _, c := range list {
		c.url, c.bad, c.Name = "", "", ""
		if c.Found.Skip != "" {
			continue
		}
		address, err := b.address(c)
		switch {
		case errors.Is(err, errNoName):
			c.bad = words.Tr(words.NameEmpty)
		case err != nil:
			c.bad = words.ErrorText(err)
		}
		c.url = address
		c.odd, c.Mild = oddity(c.Found.Source, c.Name, now)
	}
	b.mark()
}

// mark computes every file's remark and tick.
func (b *Batch) mark() {
	taken := make(map[string]bool, len(b.List))
	for _, c := range b.List {
		b.markOne(c, taken)
	}
	b.markTwins()
}

// markTwins adds remarks to ticked files with nearly the same name.
func (b *Batch) markTwins() {
	b.Paired = false
	addresses := make([]string, len(b.List))
	for i, c := range b.List {
		if c.Ticked() {
			addresses[i] = c.url
		}
	}
	for i, other := range twinsAmong(addresses) {
		c := b.List[i]
		if c.Twin = other >= 0; !c.Twin {
			continue
		}
		b.Paired = true
		text := words.TwinText(c.Name, b.List[other].Name)
		if c.Remark != "" && !c.Mild {
			text = c.Remark + "; " + text
		}
		c.Remark = text
	}
}

func (b *Batch) addressFlaw() string {
	if _, err := transfer.Destination(b.To, "file"); err != nil {
		return words.ErrorText(err)
	}
	if n := b.usable(); n > 1 && !b.isFolder() {
		return words.OneNameText(n)
	}
	return templateFlaw(b.template())
}

// template is the template in use.
func (b *Batch) template() string {
	if b.Naming == "" {
		return cards.DefaultTemplate
	}
	return b.Naming
}

func (b *Batch) isFolder() bool {
	u, err := url.Parse(b.To)
	return err == nil && (u.Path == "" || strings.HasSuffix(u.Path, "/"))
}

func (b *Batch) usable() int {
	n := 0
	for _, c := range b.List {
		if c.Found.Skip == "" && !c.Off {
			n++
		}
	}
	return n
}

func (b *Batch) markOne(c *Candidate, taken map[string]bool) {
	c.Remark, c.Skip = "", ""
	switch {
	case c.Found.Skip != "":
		c.Skip = words.SkipText(c.Found.Skip)
	case c.bad != "" && b.Flaw == "": // the address is fine; the file's own name is not
		c.Skip = c.bad
	case c.url == "":
	case b.inList[transfer.Work{Path: c.Found.Source.Path, URL: c.url}] != nil:
		job := b.inList[transfer.Work{Path: c.Found.Source.Path, URL: c.url}]
		c.Skip, c.Remark = words.Tr(words.RemarkInList), words.InListText(words.Percent(job.Acked, job.Source.Size))
	case taken[c.url] && b.Flaw == "":
		c.Skip = words.Tr(words.RemarkTwice)
	default:
		c.Remark = c.odd
	}
	if c.Remark == "" {
		c.Remark = c.Skip
	}
	if c.Ticked() {
		taken[c.url] = true
	}
}

// errNoName says that a template makes an empty name.
var errNoName = errors.New("the name is empty")

// address is the exact URL of a file.
func (b *Batch) address(c *Candidate) (string, error) {
	if !b.isFolder() {
		c.Name = filepath.Base(c.Found.Source.Path)
		return transfer.Destination(b.To, c.Name)
	}
	f := b.Facts
	f.path, f.n, f.of = c.Found.Source.Path, c.n, b.Files
	var dirs []string
	if b.folder && strings.Contains(c.Found.Rel, "/") {
		dirs = strings.Split(path.Dir(c.Found.Rel), "/")
	}
	names := append(dirs, strings.Split(expandName(b.template(), f), "/")...)
	if err := checkNames(names); err != nil {
		return "", err
	}
	c.Name = names[len(names)-1]
	if len(names) == 1 {
		return b.frame.address(b.To, c.Name)
	}
	return joinAddress(b.To, names)
}

// frame is the part of a folder's addresses before and after the file name. Parsing the address once, not for each
// of thousands of files, keeps typing smooth.
type frame struct{ before, after string }

// framed is a placeholder name that no address contains and that encoding does not change.
const framed = "-sendoff-0b6f1c2e-"

func newFrame(to string) frame {
	address, err := transfer.Destination(to, framed)
	if err != nil {
		return frame{}
	}
	before, after, _ := strings.Cut(address, framed)
	return frame{before, after}
}

// address is transfer.Destination(to, name), without parsing where possible. Names that may be too long take the
// slow path.
func (f frame) address(to, name string) (string, error) {
	const surely = 200 // certainly not too long for a name, in bytes
	if f.before == "" || len(name) > surely || len(f.before)+3*len(name)+len(f.after) > 2000 {
		return transfer.Destination(to, name)
	}
	return f.before + url.PathEscape(name) + f.after, nil
}

// Tick applies the user's choice for one file.
func (b *Batch) Tick(i int, on bool) {
	c := b.List[i]
	c.Off, c.on = !on, on
	b.Flaw = b.addressFlaw()
	b.mark()
}

// Sum counts the ticked files and their bytes; first is the URL of the first one.
func (b *Batch) Sum() (files int, size int64, first string) {
	for _, c := range b.List {
		if !c.Ticked() {
			continue
		}
		if files == 0 {
			first = c.url
		}
		files++
		size += c.Found.Source.Size
	}
	return files, size, first
}
