package sheets

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestSettingsPage: what is chosen on the page is stored, applied, and shown the next time.
func TestSettingsPage(t *testing.T) {
	w := open(t, labSettings())
	s := newSettingsSheet(w)
	s.sheet = w.sheets.Show(kit.SheetParts{Title: kit.NewTitle("", kit.TextHeading), Body: s.content()})
	s.uploads.SetSelected("5")
	s.askFrom.SetSelected("2")
	s.askTime.SetSelected(words.Left(30 * time.Minute))
	s.done.SetChecked(false)
	s.theme.SetSelected(words.Tr(words.ThemeDark))
	if w.looks != 1 || w.Settings().Theme != list.ThemeDark {
		t.Error("a theme acts only after the page is saved")
	}
	s.scale.SetSelected(words.PercentText(150))
	s.rows.SetSelected(words.Tr(words.RowsCompact))
	if w.looks != 2 || len(w.saved) != 2 || w.saved[1].Rows != list.RowsCompact {
		t.Error("a density acts only after the page is saved")
	}
	s.language.SetSelected("Русский")
	s.history.SetSelected(words.Number(5000))
	s.days.SetSelected(words.HistoryDaysText(30))
	s.speed.SetText("1.5")
	s.save()
	w.drain(func() bool { return len(w.saved) == 3 })
	got := w.saved[2]
	if w.said != words.LanguageLater {
		t.Errorf("of the new language it says %q", w.said)
	}
	want := transfer.Limits{Uploads: 5, PerServer: 2, Rate: 1_500_000, History: 5000, HistoryDays: 30}
	if got.Limits != want || *w.commands[0].Limits != want {
		t.Errorf("limits: %+v", got.Limits)
	}
	if got.AskFrom != 2 || got.AskTime != 30*time.Minute || got.Quiet != (list.Quiet{Done: true}) || got.Theme != list.ThemeDark ||
		got.Scale != 150 || got.Rows != list.RowsCompact || got.Language != "ru" || got.OnClose != list.CloseAsk {
		t.Errorf("stored: %+v", got)
	}
	if w.looks != 3 || w.sheets.Top() != nil {
		t.Errorf("the look was set %d times, sheet %v", w.looks, w.sheets.Top())
	}
	if again := newSettingsSheet(w); again.scale.Value() != 150 || again.done.Checked || again.theme.Value() != list.ThemeDark {
		t.Error("the page does not show what holds")
	}
}

// TestSettingsKeepOddValues: a value that no list offers is shown and kept.
func TestSettingsKeepOddValues(t *testing.T) {
	w := open(t, list.Settings{AskFrom: 7, Scale: 115, Limits: transfer.Limits{Uploads: 7}})
	s := newSettingsSheet(w)
	if s.askFrom.Value() != 7 || s.scale.Value() != 115 || s.uploads.Value() != 7 {
		t.Errorf("%d, %d, %d", s.askFrom.Value(), s.scale.Value(), s.uploads.Value())
	}
}

// TestSettingsByKeyboard: Escape leaves from every input.
func TestSettingsByKeyboard(t *testing.T) {
	w := open(t, labSettings())
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
	w := open(t, labSettings())
	s := newSettingsSheet(w)
	s.open()
	s.speed.SetText("0.5")
	s.speed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.drain(func() bool { return len(w.saved) == 1 })
	if w.sheets.Top() != nil || w.saved[0].Limits.Rate != 500_000 {
		t.Errorf("sheet %v, stored %+v", w.sheets.Top(), w.saved)
	}
}

// TestTickBoxesOfSettingsAreWhole: their labels fit the smallest window, in each language.
func TestTickBoxesOfSettingsAreWhole(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		w := open(t, labSettings())
		w.native.Resize(fyne.NewSize(480, 360))
		s := newSettingsSheet(w)
		s.open()
		for _, c := range []*kit.CheckBox{s.done, s.needsYou} {
			if c.Size().Width < c.MinSize().Width {
				t.Errorf("%s: %q has %v of %v", language, c.Text, c.Size().Width, c.MinSize().Width)
			}
		}
	}
}

func TestSpeedLimitIsRead(t *testing.T) {
	w := open(t, labSettings())
	w.settings.Limits.PerServer = 8
	s := newSettingsSheet(w)
	for text, want := range map[string]int64{"": 0, "1.5": 1_500_000, "0,25": 250_000} {
		s.speed.SetText(text)
		if l, ok := s.limits(); !ok || l != (transfer.Limits{Uploads: 3, PerServer: 8, Rate: want, History: list.DefaultHistory}) {
			t.Errorf("%q: %+v, %v", text, l, ok)
		}
	}
	for _, text := range []string{"fast", "-1", "0", "NaN", "1e300"} {
		s.speed.SetText(text)
		if _, ok := s.limits(); ok {
			t.Errorf("%q was taken", text)
		}
	}
}

// TestDeleteHistoryKeepsSettings: changes on the settings sheet survive the question that replaces it.
func TestDeleteHistoryKeepsSettings(t *testing.T) {
	for _, answer := range []string{"Back", "Delete 1 entry"} {
		t.Run(answer, func(t *testing.T) {
			w := open(t, labSettings())
			u, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() })
			w.apply(u)
			s := newSettingsSheet(w)
			s.open()
			s.speed.SetText("7")
			tap(sheetButton(t, w, "Delete history…"))
			tap(sheetButton(t, w, answer))
			if w.sheets.Top() != s.sheet || s.speed.Text != "7" || w.Canvas().Focused() != s.uploads {
				t.Fatalf("the settings are not back: %q", s.speed.Text)
			}
			tap(sheetButton(t, w, "Save"))
			limits := slices.ContainsFunc(w.commands, func(c transfer.Command) bool { return c.Limits != nil && c.Limits.Rate == 7e6 })
			forgot := slices.ContainsFunc(w.commands, func(c transfer.Command) bool { return c.Verb == transfer.VerbForget })
			if !limits || forgot == (answer == "Back") {
				t.Errorf("commands: %+v", w.commands)
			}
		})
	}
}

// TestNoHoleOnTheSettingsPage: what is not said leaves no hole between two parts of the page.
func TestNoHoleOnTheSettingsPage(t *testing.T) {
	w := open(t, labSettings())
	s := newSettingsSheet(w)
	page := s.content().(*fyne.Container)
	w.sheets.Show(kit.SheetParts{Title: kit.NewTitle("", kit.TextHeading), Body: page})
	for i, part := range page.Objects {
		if part.Visible() && part.Size().Height < kit.TextSmall {
			t.Errorf("part %d is %v high", i, part.Size().Height)
		}
	}
}
