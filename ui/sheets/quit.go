package sheets

import (
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Quitting is what the answers to the question about quitting do.
type Quitting struct {
	Stay, Now, Finish func()
}

// AskQuit asks what to do with uploads that run.
func AskQuit(l *kit.Sheets, s list.Survey, do Quitting) {
	q := kit.Decision{
		Title: words.Tr(words.QuitQuestion), Body: list.QuitConsequence(s), No: words.Tr(words.KeepUploading), OnNo: do.Stay,
		Other: words.Tr(words.QuitNow), OnOther: do.Now, Yes: words.Tr(words.FinishThenQuit), OnYes: do.Finish,
	}
	if !s.Gets() { // nothing is left to finish
		q.Other, q.OnOther, q.Yes, q.OnYes = "", nil, words.Tr(words.QuitNow), do.Now
	}
	l.Ask(q)
}

// AskClose asks once what the close button should do.
func AskClose(l *kit.Sheets, quit, hide func()) {
	l.Ask(kit.Decision{
		Title: words.Tr(words.CloseQuestion), Body: words.Tr(words.CloseConsequence),
		No: words.Tr(words.Back), Other: words.Tr(words.Quit), OnOther: quit,
		Yes: words.Tr(words.KeepInTray), OnYes: hide,
	})
}
