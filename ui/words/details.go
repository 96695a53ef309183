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
	Follow          = "Scroll to newest"
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

// taskText describes what a packet is for.
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

// answerText is the sentence for a successful answer.
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

func brokeText(n bits.Note) string {
	return fmt.Sprintf(Tr("It failed while %s: %s"), taskText(n.Packet), strings.TrimSuffix(failureText(n), ".")) + "."
}

func askedText(p bits.PacketType) string {
	return fmt.Sprintf(Tr("Waiting for the server: %s."), taskText(p))
}

func nextTryText(at, now time.Time) string {
	return fmt.Sprintf(Tr("The next try is at %s."), Clock(at, now))
}

// afterwordText adds a hint that the user cannot know to an outcome; "" = none.
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

// ReplyElsewhereText says where a reply was saved if its intended name was taken.
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

// NowText is the current speed, in bytes a second.
func NowText(rate float64) string { return fmt.Sprintf(Tr("%s now"), Rate(rate)) }

// MeanText is the average speed, in bytes a second.
func MeanText(rate float64) string { return fmt.Sprintf(Tr("mean %s"), Rate(rate)) }

// ReplyShown says how much of a reply is shown, "" if all of it is.
func ReplyShown(shown, all int64) string {
	if shown >= all {
		return ""
	}
	return fmt.Sprintf(Tr("The first %s of %s"), Size(shown), Size(all))
}

// SavedBesideText says that a file was saved under another name than the chosen one.
func SavedBesideText(chosen, path string) string {
	return fmt.Sprintf(Tr("%s came to be in the meantime and was left alone. Saved as %s."), chosen, path)
}

// ExportedText is the message after n history entries were saved.
func ExportedText(n int, path string) string {
	return fmt.Sprintf(Trn("%s entry saved to %s", "%s entries saved to %s", n), Number(n), path)
}
