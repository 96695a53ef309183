package ui

import (
	"maps"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// TestSettingsPage: what is chosen on the page is stored, applied, and shown the next time.
func TestSettingsPage(t *testing.T) {
	w, h := openTest(t, labSettings())
	t.Cleanup(func() { setScale(0) })
	s := newSettingsSheet(w)
	s.sheet = w.sheets.Show(kit.SheetParts{Title: kit.NewTitle("", kit.TextHeading), Body: s.content()})
	s.uploads.SetSelected("5")
	s.askFrom.SetSelected("2")
	s.askTime.SetSelected(words.Left(30 * time.Minute))
	s.done.SetChecked(false)
	s.theme.SetSelected(words.Tr(words.ThemeDark))
	s.scale.SetSelected(words.PercentText(150))
	s.rows.SetSelected(words.Tr(words.RowsCompact))
	s.language.SetSelected("Русский")
	s.history.SetSelected(words.Number(5000))
	s.days.SetSelected(words.HistoryDaysText(30))
	s.speed.SetText("1.5")
	s.save()
	h.drain(func() bool { return len(h.saved) == 1 })
	got := h.saved[0]
	want := transfer.Limits{Uploads: 5, PerServer: 2, Rate: 1_500_000, History: 5000, HistoryDays: 30}
	if got.Limits != want || *h.commands[0].Limits != want {
		t.Errorf("limits: %+v", got.Limits)
	}
	if got.AskFrom != 2 || got.AskTime != 30*time.Minute || got.Quiet != (list.Quiet{Done: true}) || got.Theme != list.ThemeDark ||
		got.Scale != 150 || got.Rows != list.RowsCompact || got.Language != "ru" || got.OnClose != list.CloseAsk {
		t.Errorf("stored: %+v", got)
	}
	if os.Getenv(scaleVariable) != "1.5" || w.sheets.Top() != nil {
		t.Errorf("scale %q, sheet %v", os.Getenv(scaleVariable), w.sheets.Top())
	}
	if again := newSettingsSheet(w); again.scale.Value() != 150 || again.done.Checked || again.theme.Value() != list.ThemeDark {
		t.Error("the page does not show what holds")
	}
}

// TestSettingsKeepOddValues: a value that no list offers is shown and kept.
func TestSettingsKeepOddValues(t *testing.T) {
	w, _ := openTest(t, list.Settings{AskFrom: 7, Scale: 115, Limits: transfer.Limits{Uploads: 7}})
	t.Cleanup(func() { setScale(0) })
	s := newSettingsSheet(w)
	if s.askFrom.Value() != 7 || s.scale.Value() != 115 || s.uploads.Value() != 7 {
		t.Errorf("%d, %d, %d", s.askFrom.Value(), s.scale.Value(), s.uploads.Value())
	}
}

// TestSettingsByKeyboard: Escape leaves from every input.
func TestSettingsByKeyboard(t *testing.T) {
	w, _ := openTest(t, labSettings())
	for _, focus := range []func(*settingsSheet) fyne.Focusable{
		func(s *settingsSheet) fyne.Focusable { return s.rows },
		func(s *settingsSheet) fyne.Focusable { return s.done },
		func(s *settingsSheet) fyne.Focusable { return s.speed },
	} {
		s := newSettingsSheet(w)
		s.sheet = w.sheets.Show(kit.SheetParts{Title: kit.NewTitle("", kit.TextHeading), Body: s.content()})
		focus(s).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if w.sheets.Top() != nil {
			t.Fatal("the sheet is still open")
		}
	}
}

// TestSettingsEnterSaves: Enter saves from the speed field too, as from the other inputs.
func TestSettingsEnterSaves(t *testing.T) {
	w, h := openTest(t, labSettings())
	s := newSettingsSheet(w)
	s.open()
	s.speed.SetText("0.5")
	s.speed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	h.drain(func() bool { return len(h.saved) == 1 })
	if w.sheets.Top() != nil || h.saved[0].Limits.Rate != 500_000 {
		t.Errorf("sheet %v, stored %+v", w.sheets.Top(), h.saved)
	}
}

// TestTickBoxesOfSettingsAreWhole: their labels fit the smallest window, in each language.
func TestTickBoxesOfSettingsAreWhole(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		w, _ := openTest(t, labSettings())
		w.win.Resize(fyne.NewSize(480, 360))
		s := newSettingsSheet(w)
		s.open()
		for _, c := range []*kit.CheckBox{s.done, s.needsYou} {
			if c.Size().Width < c.MinSize().Width {
				t.Errorf("%s: %q has %v of %v", language, c.Text, c.Size().Width, c.MinSize().Width)
			}
		}
	}
}

// versioned is an app with a version, which the toolkit's test app lacks.
type versioned struct{ fyne.App }

func (versioned) Metadata() fyne.AppMetadata { return fyne.AppMetadata{Version: "1.2.3"} }

func TestSettingsNameTheVersion(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.app = versioned{w.app}
	s := newSettingsSheet(w)
	if !linesIn(s.content())["Sendoff 1.2.3"] {
		t.Error("the page names no version")
	}
}

// linesIn are the texts of all lines inside an object.
func linesIn(o fyne.CanvasObject) map[string]bool {
	found := map[string]bool{}
	switch o := o.(type) {
	case *kit.TextLine:
		found[o.Words] = true
	case *fyne.Container:
		for _, child := range o.Objects {
			maps.Copy(found, linesIn(child))
		}
	}
	return found
}

// TestLookFollowsTheWish: the chosen theme wins over the system's.
func TestLookFollowsTheWish(t *testing.T) {
	for wish, want := range map[string]kit.Theme{
		list.ThemeLight: {Fixed: true, Variant: theme.VariantLight}, list.ThemeDark: {Fixed: true, Variant: theme.VariantDark}, list.ThemeSystem: {}, "": {},
	} {
		if got := lookOf(wish); got != want {
			t.Errorf("%q: %+v", wish, got)
		}
	}
}

func TestServerFormKeepsHabits(t *testing.T) {
	s := labSettings()
	s.Habits = map[string]list.Habit{s.Servers[0].URL: {Name: "{date}{ext}"}}
	w, h := openTest(t, s)
	w.serverForm(s.Servers[0], "")
	w.sheets.Top().Dismiss()
	f := &serverForm{w: w, old: s.Servers[0], atOnce: kit.NewCheckBox("", true, nil)}
	f.unclear = kit.NewPicker([]transfer.AfterUnclear{transfer.Auto, transfer.Restart}, transfer.Restart, words.WayText, kit.InSheet{})
	f.moveHabit("https://new.example.com/")
	got := h.saved[len(h.saved)-1].Habits
	if len(got) != 1 || got["https://new.example.com/"] != (list.Habit{Name: "{date}{ext}", AtOnce: true, AfterUnclear: transfer.Restart}) {
		t.Errorf("saved: %+v", got)
	}
}
