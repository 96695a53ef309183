package sheets

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// dropFiles makes files with an old modification time, and returns their folder.
func dropFiles(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func settledSheet(w *window) func() bool {
	return func() bool { return w.adder.open == nil || w.adder.open.walks == 0 && !w.adder.open.waiting }
}

func TestNamesInTheSheet(t *testing.T) {
	w := open(t, labSettings())
	dir := dropFiles(t, "a.txt", "b.txt")
	w.adder.Add([]string{dir})
	w.drain(settledSheet(w))
	s := w.adder.open
	s.form.naming.SetText("{folder}/{n}{ext}")
	if got, want := s.preview.Text, "drop/"+filepath.Base(dir)+"/1.txt"; !strings.HasSuffix(got, want) {
		t.Errorf("preview %q, want %q", got, want)
	}
	s.form.naming.SetText("{foo}")
	if !strings.Contains(s.preview.Text, "{foo}") || !s.upload.Disabled() {
		t.Errorf("a field that is not known: %q", s.preview.Text)
	}
	s.form.naming.SetText("up-{name}{ext}")
	tap(s.upload)
	w.drain(func() bool { return w.said != "" })
	if got := w.commands[0].Jobs[1].Target.URL; got != labServers[0].URL+"up-b.txt" {
		t.Errorf("address: %s", got)
	}
	if got := w.settings.Habits[labServers[0].URL].Name; got != "up-{name}{ext}" {
		t.Errorf("saved: %q", got)
	}
	w.adder.Add([]string{dir})
	if got := w.adder.open.form.naming.Text; got != "up-{name}{ext}" {
		t.Errorf("the next time it proposes %q", got)
	}
	w.adder.open.to.SetText(words.Tr(words.PracticeName))
	if got := w.adder.open.form.naming.Text; got != cards.DefaultTemplate {
		t.Errorf("for another server it proposes %q", got)
	}
}

func TestPathsAreKept(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{dropFiles(t, "one/a.txt", "two/a.txt")})
	w.drain(settledSheet(w))
	s := w.adder.open
	if n := s.count(); n != 1 || !s.form.where.Visible() {
		t.Errorf("flat: %d files", n)
	}
	s.form.folders.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if n := s.count(); n != 2 || s.form.hint.Words != words.Tr(words.FoldersHint) {
		t.Errorf("with paths: %d files, hint %q", n, s.form.hint.Words)
	}
}

func TestBringBack(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{dropFiles(t, "a.txt", "b.txt")})
	w.drain(settledSheet(w))
	w.adder.open.toggle(0)
	w.adder.open.form.naming.SetText("x-{name}{ext}")
	w.adder.open.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.adder.open != nil || w.said != "1 file was not added." || w.offered.Text != words.Tr(words.BringBack) {
		t.Fatalf("message: %q", w.said)
	}
	w.offered.Do()
	w.drain(settledSheet(w))
	s := w.adder.open
	if s == nil || s.sheet == nil || s.count() != 1 || s.batch.List[0].Ticked() || s.form.naming.Text != "x-{name}{ext}" {
		t.Fatal("the sheet must come back as it was left")
	}
	if w.said != "" {
		t.Error("the message stands there still")
	}
}

func TestSecondDropJoinsTheSheet(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{dropFiles(t, "a.txt")})
	w.drain(settledSheet(w))
	first := w.adder.open
	w.adder.Add([]string{dropFiles(t, "b.txt", "c.txt")})
	w.drain(settledSheet(w))
	if w.adder.open != first || first.count() != 3 {
		t.Errorf("%d files in the sheet", first.count())
	}
}

func TestHiddenFilesCanBeTicked(t *testing.T) {
	w := open(t, labSettings())
	dir := dropFiles(t, "sub/.git/config", "sub/.git/hooks/x", "sub/z.txt")
	w.adder.Add([]string{dir})
	w.drain(settledSheet(w))
	s := w.adder.open
	i := slices.IndexFunc(s.batch.List, (*list.Candidate).Aside)
	if i < 0 || s.count() != 1 {
		t.Fatalf("%d files, hidden at %d", s.count(), i)
	}
	s.list.Select(i)
	w.drain(settledSheet(w))
	if got := s.batch.List[len(s.batch.List)-1].Found.Rel; s.count() != 3 || got != filepath.Base(dir)+"/sub/.git/hooks/x" {
		t.Errorf("%d files, the last is %s", s.count(), got)
	}
}

// TestOneTickTakesWhatIsLeftOut: hidden files, system files and lock files of open documents are counted. One tick
// adds them all and removes them again; what was unticked by hand stays so.
func TestOneTickTakesWhatIsLeftOut(t *testing.T) {
	w := open(t, labSettings())
	dir := dropFiles(t, "a.txt", "b.txt", "$RECYCLE.BIN/old.txt", ".git/x/.y", "~$a.docx")
	w.adder.Add([]string{dir})
	w.drain(settledSheet(w))
	s := w.adder.open
	if got := s.form.aside; s.count() != 2 || !got.Visible() || got.Text != "Take what is hidden too, system files and marks of open documents (3)" {
		t.Fatalf("%d files, the tick says %q", s.count(), got.Text)
	}
	if got := words.AddedText(words.Added{N: s.count(), To: "Lab"}, s.batch.Skipped()); got != "2 files added to Lab, 3 skipped: 1 of the system, 1 hidden, 1 a mark of an open document" {
		t.Errorf("the sentence: %q", got)
	}
	s.toggle(slices.IndexFunc(s.batch.List, func(c *list.Candidate) bool { return filepath.Base(c.Found.Source.Path) == "b.txt" }))
	tap(s.form.aside)
	w.drain(settledSheet(w))
	if len(s.batch.List) != 5 || s.count() != 4 || !s.form.aside.Visible() {
		t.Errorf("with the tick: %d of %d files", s.count(), len(s.batch.List))
	}
	tap(s.form.aside)
	w.drain(settledSheet(w))
	if s.count() != 1 || len(s.batch.List) != 5 {
		t.Errorf("without it again: %d of %d files", s.count(), len(s.batch.List))
	}
	w.adder.open.dismiss()
	w.adder.Add([]string{dropFiles(t, "plain.txt")})
	w.drain(settledSheet(w))
	if w.adder.open.form.aside.Visible() {
		t.Error("a tick is offered for nothing")
	}
}

func TestStartsAtOnce(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true}}
	w := open(t, settings)
	w.ShowServer(0)
	w.adder.Add([]string{dropFiles(t, "a.txt", ".b")})
	if w.sheets.Top() != nil {
		t.Fatal("a sheet was opened")
	}
	w.drain(func() bool { return w.said != "" })
	if len(w.commands) != 1 || len(w.commands[0].Jobs) != 1 || w.commands[0].Jobs[0].Want != transfer.Run {
		t.Fatalf("commands: %+v", w.commands)
	}
	if got := w.said; got != "a.txt added to Lab drop, 1 hidden" {
		t.Errorf("message: %q", got)
	}
	w.offered.Do()
	w.adder.Add([]string{dropFiles(t, "c.txt")})
	if w.sheets.Top() == nil || len(w.settings.Habits) != 0 {
		t.Error("the next drop must ask again")
	}
}

// TestAfterUnclearOfAServer: a job leaves it to its server's card, whose change then holds for it too. No drop resets it.
func TestAfterUnclearOfAServer(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true, AfterUnclear: transfer.Restart}}
	w := open(t, settings)
	w.ShowServer(0)
	w.adder.Add([]string{dropFiles(t, "a.txt")})
	w.drain(func() bool { return len(w.commands) > 0 && w.said != "" })
	if jobs := w.commands[0].Jobs; len(jobs) != 1 || jobs[0].Target.AfterUnclear != transfer.Auto {
		t.Errorf("added: %+v", jobs)
	}
	if h := w.settings.Habits[labServers[0].URL]; h.AfterUnclear != transfer.Restart {
		t.Errorf("kept: %+v", h)
	}
}

func TestAtOnceAsksWhereItMust(t *testing.T) {
	settings := labSettings()
	settings.Habits = map[string]list.Habit{labServers[0].URL: {AtOnce: true, Name: "{ext}"}}
	w := open(t, settings)
	w.adder.Add([]string{dropFiles(t, "a.txt")})
	if w.sheets.Top() == nil {
		t.Fatal("nobody chose this server for these files")
	}
	w.adder.open.dismiss()
	w.ShowServer(0)
	w.adder.Add([]string{dropFiles(t, "noext")})
	w.drain(func() bool { return w.sheets.Top() != nil })
	if len(w.commands) != 0 || w.adder.open.count() != 0 {
		t.Error("a file without a name was added")
	}
	w.adder.open.dismiss()
	w.Message("")
	w.adder.Add([]string{t.TempDir()})
	w.drain(func() bool { return w.said != "" })
	if w.adder.open != nil || w.sheets.Top() != nil || w.said != words.Tr(words.NoFiles) {
		t.Errorf("an empty folder: %q", w.said)
	}
}

func TestKeyboardInTheFiles(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{dropFiles(t, "a.txt", "b.txt", "c.txt")})
	w.drain(settledSheet(w))
	l := w.adder.open.list
	w.Canvas().Focus(l)
	if !l.HasKeyboard(0) {
		t.Error("the first row has no ring")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.OnHighlighted(2) // by mouse
	if !l.HasKeyboard(1) {
		t.Errorf("the ring is at %d", l.At)
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if w.adder.open.batch.List[1].Ticked() || w.adder.open.count() != 2 {
		t.Error("Space must take the tick away")
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(w.commands) != 1 || len(w.commands[0].Jobs) != 2 {
		t.Errorf("commands: %+v", w.commands)
	}
}

func TestEnterBesideTheFields(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{dropFiles(t, "a.txt")})
	w.drain(settledSheet(w))
	w.Canvas().Unfocus() // a click beside the sheet's inputs
	w.sheets.Top().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(w.commands) != 1 || w.commands[0].Verb != transfer.VerbAdd || w.adder.open != nil {
		t.Errorf("Enter must upload: %+v", w.commands)
	}
}

func TestAddSheetHidesNothing(t *testing.T) {
	w := open(t, labSettings())
	j := &transfer.Job{ID: uuid.New(), Target: transfer.Target{URL: labServers[0].URL + "x"}}
	w.apply(transfer.Update{j.ID: j})
	w.ShowServer(-1)
	w.adder.Add([]string{dropFiles(t, "a.txt")})
	w.drain(settledSheet(w))
	w.adder.open.to.SetText(words.Tr(words.PracticeName)) // starts it
	w.drain(func() bool { return !w.adder.open.waiting })
	w.adder.open.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s, chosen := (places{w}).chosen(); chosen || len(w.model.Shown) == 0 {
		t.Errorf("%q is chosen, and %d uploads are shown", s.Name, len(w.model.Shown))
	}
}

func TestAddedIsNotHidden(t *testing.T) {
	w := open(t, labSettings())
	w.ShowServer(0)
	for _, tt := range []struct {
		to     string
		chosen bool
	}{{labServers[0].URL, true}, {"https://new.example.com/in/", false}} {
		w.adder.Add([]string{dropFiles(t, "a.txt")})
		w.drain(settledSheet(w))
		w.adder.open.to.SetText(tt.to)
		before := len(w.saved)
		tap(w.adder.open.upload)
		w.drain(func() bool { return len(w.saved) > before })
		if _, chosen := (places{w}).chosen(); chosen != tt.chosen {
			t.Errorf("after an upload to %s one server is chosen: %v", tt.to, chosen)
		}
	}
}

// TestLongAddressInTheSheet: however long the address is, the parts below begin where it ends, and the buttons stay
// visible.
func TestLongAddressInTheSheet(t *testing.T) {
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		t.Cleanup(func() { words.Speak(words.English) })
		w := open(t, labSettings())
		w.adder.Add([]string{dropFiles(t, "a.txt", "b/c.txt")})
		w.drain(settledSheet(w))
		s := w.adder.open
		for _, n := range []int{0, 9, 180} {
			s.to.SetText("https://files.example.com/" + strings.Repeat("department/", n))
			for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: 480, Height: 360}, {Width: 760, Height: 560}} {
				checkSheetLines(t, s)
				w.native.Resize(size)
				checkSheetLines(t, s)
				s.turn()
				checkSheetLines(t, s)
				s.turn()
			}
		}
		s.dismiss()
	}
}

func checkSheetLines(t *testing.T, s *addSheet) {
	t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	what := fmt.Sprintf("%v, %d characters", s.w.Canvas().Size(), len(s.to.Text))
	if need := s.preview.MinSize().Height; s.preview.Size().Height < need {
		t.Errorf("%s: the preview has %v of %v", what, s.preview.Size().Height, need)
	}
	head := at(s.preview).Y + s.preview.Size().Height
	buttons := at(s.upload).Y
	for i, o := range s.area.Objects[1:] { // options and files
		if top := at(o).Y; o.Visible() && top < head-1 {
			t.Errorf("%s: part %d at %v, the preview ends at %v", what, i, top, head)
		}
	}
	if end := at(s.form.scroll).Y + s.form.scroll.Size().Height; s.form.scroll.Visible() && end > buttons {
		t.Errorf("%s: the options end at %v, the buttons begin at %v", what, end, buttons)
	}
}

// TestTwinsAreSaid: files left out because of their names are announced beforehand.
func TestTwinsAreSaid(t *testing.T) {
	w := open(t, labSettings())
	w.ShowServer(0)
	dir := t.TempDir()
	for _, name := range []string{"a/x.bin", "b/x.bin", "c/x.bin"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.adder.Add([]string{dir})
	w.drain(func() bool { return w.adder.open.walks == 0 })
	hint := w.adder.open.form.hint
	if hint.Tint != theme.ColorNameWarning || !strings.HasPrefix(hint.Words, "2 files are left out") {
		t.Errorf("the hint says %q", hint.Words)
	}
	w.adder.open.form.naming.SetText("{n}-{name}{ext}")
	if n := w.adder.open.count(); n != 3 || strings.Contains(hint.Words, "left out") {
		t.Errorf("%d files, the hint says %q", n, hint.Words)
	}
}

// TestTwinsAreNamedInTheSheet: both files of a pair name the other one, and a drop that would start at once asks
// instead.
func TestTwinsAreNamedInTheSheet(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("one folder of Windows has no twins")
	}
	w := open(t, labSettings())
	dir := dropFiles(t, "report.txt", "Report.TXT", "other.txt")
	w.settings.Habits[labServers[0].URL] = list.Habit{AtOnce: true}
	w.model.SetServer(0)
	w.adder.Add([]string{dir})
	w.drain(settledSheet(w))
	if w.adder.open == nil || w.sheets.Top() == nil || len(w.commands) > 0 {
		t.Fatalf("nobody was asked: %+v", w.commands)
	}
	remarks := map[string]string{}
	for _, c := range w.adder.open.batch.List {
		remarks[c.Name] = c.Remark
		if !c.Ticked() {
			t.Errorf("%s is not ticked", c.Name)
		}
	}
	if !strings.Contains(remarks["report.txt"], "Report.TXT") || !strings.Contains(remarks["Report.TXT"], "report.txt") || remarks["other.txt"] != "" {
		t.Errorf("%q", remarks)
	}
	w.adder.open.form.naming.SetText("{n}{ext}")
	for _, c := range w.adder.open.batch.List {
		if c.Remark != "" {
			t.Errorf("under a name of its own %s says %q", c.Name, c.Remark)
		}
	}
}

func TestNewAddressBecomesAServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, labSettings())
	w.adder.Add([]string{path})
	w.drain(func() bool { return w.adder.open.walks == 0 })
	w.adder.open.to.SetText("gopher://x/")
	if !w.adder.open.upload.Disabled() || w.adder.open.preview.Text != words.AddressText(transfer.AddressScheme) {
		t.Errorf("a wrong address: %q", w.adder.open.preview.Text)
	}
	w.adder.open.to.SetText("https://new.example.com/in/")
	tap(w.adder.open.upload)
	w.drain(func() bool { return len(w.saved) > 0 })
	want := list.Server{Name: "new.example.com/in", URL: "https://new.example.com/in/"}
	if s := w.saved[0]; len(s.Servers) != 2 || s.Servers[1] != want || s.LastServer != want.URL {
		t.Errorf("saved: %+v", s)
	}
}
