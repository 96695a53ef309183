package words

import (
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Words of the details.
const (
	Timeline        = "Timeline"
	Reply           = "Reply"
	Follow          = "Follow"
	CopyCurl        = "Copy as curl"
	SaveAs          = "Save"
	Saved           = "Saved."
	OpenFolder      = "Open folder"
	ShowFile        = "Show file in folder"
	Export          = "Export"
	NoRequest       = "No packet was sent yet that could be copied."
	textNoReplyYet  = "The server's reply will be saved here as soon as the file has arrived."
	textReplyComing = "The server's reply is being fetched."
	textReplySaved  = "The server's reply is saved here."
	textReplyNever  = "The upload ended without a reply."
	SavedAt         = "Saved at"
	EarlierEvents   = "Earlier events are not shown."
)

// eventTexts are the sentences for what the engine notes in a transcript, which is in English for
// everybody.
var eventTexts = map[string]string{
	"the server does not take fragments this large: going on with smaller ones":                                Mark("The server does not take parts this large. Going on with smaller ones."),
	"something about the file has changed: reading again what was sent of it":                                  Mark("Something about the file has changed. Reading again what was sent of it, to see whether it is the same."),
	"the file is still being written: waiting until it has stood still for 3 seconds":                          Mark("The file is still being written. Waiting until it has stood still for 3 seconds."),
	"the server has lost the session: starting over from the beginning":                                        Mark("The server has lost the session. Starting over from the beginning."),
	"the server may have lost the session: starting over from the beginning":                                   Mark("The server may have lost the session. Starting over from the beginning."),
	"the server is out of step and does not say where it is: starting over from the beginning":                 Mark("The server is out of step and does not say where it is. Starting over from the beginning."),
	"it is not clear what arrived, and this server must not get bytes twice: starting over from the beginning": Mark("It is not clear what arrived, and this server must not get bytes twice. Starting over from the beginning."),
	"several tries failed: the next one begins a new session":                                                  Mark("Several tries failed. The next one begins a new session."),
	"the server answers, but takes nothing of this session: the next try begins a new one":                     Mark("The server answers, but takes nothing of this session. The next try begins a new one."),
	"the reply is too large, or has no end: going on without it":                                               Mark("The reply is too large, or has no end. Going on without it."),
	"the server had already closed the session":                                                                Mark("The server had already closed the session."),
	"the server had closed the connection; sent again on a fresh one":                                          Mark("The server had closed the connection. Sent again on a fresh one."),
	"the network is back: going on":                                                                            Mark("The server can be reached again, or there is another network. Going on."),
	"the network has changed: going on over the one there is":                                                  Mark("The network has changed. Going on over the one there is."),
	"the computer was asleep, or its clock was set: going on":                                                  Mark("The computer was asleep, or its clock was set. Going on."),
	"the computer was asleep: going on":                                                                        Mark("The computer was asleep. Going on."),
	"the clock was set back: going on":                                                                         Mark("The clock was set back. Going on."),
	"asked to sign in: signing in":                                                                             Mark("The server asks to sign in. Signing in."),
	"the reply is at an address of http, and the upload went over https: not followed":                         Mark("The reply is at an address of http, and the upload went over https. Sendoff does not follow."),
	"the name for the reply was taken: it is saved under another one":                                          Mark("The name for the reply was taken. It is saved under another one."),
	"the address of the reply cannot be used":                                                                  Mark("The address that the server named for its reply cannot be used."),

	// Of a fragment whose answer was not seen.
	"it is not clear what arrived, and this server has not shown that it notices bytes that come twice: starting over from the beginning": Mark("It is not clear what arrived, and this server has not shown that it notices bytes that come twice. Starting over from the beginning."),
	"the server says that it has more than was sent: starting over from the beginning":                                                    Mark("The server says that it has more than was sent. Starting over from the beginning."),
	"the server had closed the connection: asking what has arrived":                                                                       Mark("The server had closed the connection. Asking what has arrived."),
}

// eventText is the sentence for an event without a packet's answer.
func eventText(text string) string {
	if known, ok := eventTexts[text]; ok {
		return Tr(known)
	}
	return sentence(text)
}

// taskText says what a packet is for.
func taskText(p bits.PacketType) string {
	switch p {
	case bits.Ping:
		return Tr("asking whether the server is there")
	case bits.CreateSession:
		return Tr("opening a session")
	case bits.Fragment:
		return Tr("sending a part of the file")
	case bits.CloseSession:
		return Tr("closing the session")
	case bits.CancelSession:
		return Tr("cancelling the session")
	case bits.GetReply:
		return Tr("fetching the reply")
	case bits.Ack:
	}
	return string(p)
}

// answerText is the sentence for an answer that was as hoped for.
func answerText(p bits.PacketType) string {
	switch p {
	case bits.Ping:
		return Tr("The server is there.")
	case bits.CreateSession:
		return Tr("The server opened a session.")
	case bits.CloseSession:
		return Tr("The server closed the session: the file is complete there.")
	case bits.CancelSession:
		return Tr("The server confirmed the cancel.")
	case bits.GetReply:
		return Tr("The server sent its reply.")
	case bits.Fragment, bits.Ack:
	}
	return string(p)
}

func partsText(parts int, upTo, all int64) string {
	return fmt.Sprintf(Trn("%[1]s part confirmed: the server has %[2]s (%[3]d %%).", "%[1]s parts confirmed: the server has %[2]s (%[3]d %%).", parts),
		Number(parts), Size(upTo), Percent(upTo, all))
}

func rewoundText(at int64) string {
	return fmt.Sprintf(Tr("The server had %s of the file. Going on from there."), Size(at))
}

func refusedText(status int, p bits.PacketType) string {
	return fmt.Sprintf(Tr("The server answered %d while %s."), status, taskText(p))
}

func brokeText(p bits.PacketType, why string) string {
	return fmt.Sprintf(Tr("It failed while %s: %s"), taskText(p), strings.TrimSuffix(causeText(why), ".")) + "."
}

// causeText is what the system said at the end of an error, in the user's language: the packets have the
// rest.
func causeText(why string) string {
	for _, words := range systemWords {
		if strings.HasSuffix(why, words) {
			return Tr(words)
		}
	}
	return why
}

func askedText(p bits.PacketType) string {
	return fmt.Sprintf(Tr("Waiting for the server: %s."), taskText(p))
}

func nextTryText(at, now time.Time) string {
	return fmt.Sprintf(Tr("The next try is at %s."), Clock(at, now))
}

// afterwordText adds to an outcome what people cannot know; "" where nothing is to be added.
func afterwordText(o transfer.Outcome) string {
	switch o {
	case transfer.Confirmed:
		return Tr("The server closed the session. Deleting the parts is up to the server.")
	case transfer.TooLate, transfer.Unknown:
		return Tr("Look at the address to see whether the file is there.")
	case transfer.Refused:
		return Tr("Cancel again when the reason is gone, such as a missing right, or give the session ID to the server's admin to have the parts removed.")
	case transfer.NotTold:
		return Tr("Give the session ID to the server's admin to have the parts removed.")
	case transfer.Delivered, transfer.AlreadyGone, transfer.NeverReached:
	}
	return ""
}

// ReplyElsewhereText says where a reply is that did not get the name that was wanted for it.
func ReplyElsewhereText(j *transfer.Job) string {
	return fmt.Sprintf(Tr("%s is another file, which was left alone. The server's reply is saved as %s."), Plain(j.Target.Reply), Plain(j.ReplyPath()))
}

// ReplyText says what became of the reply.
func ReplyText(j *transfer.Job) string {
	switch {
	case j.Outcome == transfer.Delivered && j.Fault != nil:
		return FaultSentence(j.Fault, j)
	case j.ReplyAt != "":
		return ReplyElsewhereText(j)
	case j.Outcome == transfer.Delivered:
		return Tr(textReplySaved)
	case j.Outcome != "" || j.Want == transfer.Drop:
		return Tr(textReplyNever)
	case j.Phase == transfer.Replying:
		return Tr(textReplyComing)
	case j.Fault != nil && (j.Fault.Kind == transfer.KindNoReply || j.Fault.Kind == transfer.KindReplySave):
		return FaultSentence(j.Fault, j)
	}
	return Tr(textNoReplyYet)
}

// GraphText says how fast an upload is, in bytes a second.
func GraphText(now, average float64) string {
	return fmt.Sprintf(Tr("now %s, on average %s"), Rate(now), Rate(average))
}

// SavedBesideText says that a file did not get the name that was chosen for it.
func SavedBesideText(chosen, path string) string {
	return fmt.Sprintf(Tr("%s came to be in the meantime and was left alone. Saved as %s."), chosen, path)
}

// ExportedText is the sentence after n entries of the history were saved.
func ExportedText(n int, path string) string {
	return fmt.Sprintf(Trn("%s entry saved to %s", "%s entries saved to %s", n), Number(n), path)
}
