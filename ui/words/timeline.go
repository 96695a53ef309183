package words

import (
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/wallclock"
)

// StoryLine is a sentence of a timeline.
type StoryLine struct {
	At   time.Time
	Text string
	Tone Tone
}

// Tone is the colour of a timeline sentence.
type Tone int8

// The tones.
const (
	TonePlain Tone = iota
	ToneGood
	ToneOdd // a problem that resolves itself
	ToneBad
)

// TimelineOf is the story of a job in sentences, oldest first, from its transcript and the job itself. now decides
// which times need a date.
func TimelineOf(j *transfer.Job, notes []bits.Note, now time.Time) []StoryLine {
	t := teller{job: j}
	t.say(j.Added, Tr("Added to the list."), TonePlain)
	if len(notes) == 0 && !j.Started.IsZero() {
		t.say(j.Started, Tr("The server opened a session."), TonePlain)
	}
	for i, n := range notes {
		t.note(n, i == len(notes)-1)
	}
	t.facts(now)
	slices.SortStableFunc(t.story, func(a, b StoryLine) int { return a.At.Compare(b.At) })
	return t.story
}

// teller builds a story.
type teller struct {
	job   *transfer.Job
	story []StoryLine
	parts int  // fragments in the last sentence; 0 = it is not about fragments
	reply bool // the reply was mentioned
}

func (t *teller) say(at time.Time, text string, tone Tone) {
	if !at.IsZero() && text != "" {
		t.story = append(t.story, StoryLine{at, Plain(text), tone})
		t.parts = 0
	}
}

func (t *teller) note(n bits.Note, last bool) {
	switch n.Kind {
	case bits.NoteSent:
		if last && n.Packet != bits.Fragment && t.job.Outcome == "" && t.job.Phase != transfer.Idle {
			t.say(n.At, askedText(n.Packet), TonePlain)
		}
	case bits.NoteReceived:
		t.received(n)
	case bits.NoteEvent:
		t.event(n)
	}
}

func (t *teller) received(n bits.Note) {
	switch n.Packet {
	case bits.Fragment:
		t.part(n)
	case bits.CloseSession:
		t.say(n.At, answerText(n.Packet), ToneGood)
	case bits.Ping, bits.CreateSession, bits.CancelSession, bits.GetReply, bits.Ack:
		t.say(n.At, answerText(n.Packet), TonePlain)
	}
}

// part combines fragments that were acknowledged in a row.
func (t *teller) part(n bits.Note) {
	parts := t.parts + max(n.Count, 1)
	if t.parts > 0 {
		t.story = t.story[:len(t.story)-1]
	}
	t.say(n.At, partsText(parts, n.Received, t.job.Source.Size), TonePlain)
	if t.reply || !n.Reply {
		t.parts = parts
		return
	}
	t.reply = true
	t.say(n.At, Tr("The server has a reply."), TonePlain)
}

func (t *teller) event(n bits.Note) {
	text := Note(n)
	switch n.Event { //nolint:exhaustive // the others are sentences
	case bits.EventRewound:
		text = rewoundText(n.Received)
	case bits.EventRefused, bits.EventAnswered:
		text = refusedText(n.Status, n.Packet)
	case bits.EventLost:
		if wish, ours := leftTexts[n.Failure]; ours { // nothing failed
			t.say(n.At, translated(wish), TonePlain)
			return
		}
		text = brokeText(n)
	case bits.EventText:
		text = sentence(n.Text)
	}
	t.say(n.At, text, ToneOdd)
}

// leftTexts are the sentences for requests that this side gave up. "" = another sentence says it.
var leftTexts = map[bits.Failure]string{
	bits.LeftPaused:    Mark("You paused the upload."),
	bits.LeftCancelled: "",
	bits.LeftClosing:   Mark("Sendoff was closed."),
	bits.LeftYielding:  Mark("It made room for an upload with a higher priority."),
	bits.LeftAsleep:    Mark("The computer was asleep. Going on."),
	bits.LeftMoved:     Mark("The network has changed. Going on over the one there is."),
}

// facts adds what no transcript contains.
func (t *teller) facts(now time.Time) {
	j := t.job
	t.say(j.Dropped, Tr("You cancelled the upload."), TonePlain)
	if f := j.Fault; f != nil && j.Outcome == "" {
		tone := ToneOdd
		if f.Final {
			tone = ToneBad
		}
		t.say(f.At, FaultSentence(f, j), tone)
		if !f.Final && !j.RetryAt.IsZero() && j.Want != transfer.Hold {
			t.say(f.At, nextTryText(j.RetryAt, now), TonePlain)
		}
	}
	if j.Outcome == "" {
		return
	}
	t.say(j.Ended, OutcomeText(j, now)+".", outcomeTone(j.Outcome))
	t.say(j.Ended, afterwordText(j.Outcome), TonePlain)
}

func outcomeTone(o transfer.Outcome) Tone {
	switch o {
	case transfer.Delivered:
		return ToneGood
	case transfer.NotTold, transfer.TooLate, transfer.Unknown:
		return ToneOdd
	case transfer.Refused:
		return ToneBad
	case transfer.Confirmed, transfer.AlreadyGone, transfer.NeverReached:
	}
	return TonePlain
}

// TimelineText is a timeline for the clipboard.
func TimelineText(story []StoryLine) string {
	var b strings.Builder
	for _, m := range story {
		b.WriteString(wallclock.In(m.At).Format(time.DateTime) + "  " + m.Text + "\n")
	}
	return b.String()
}
