package words

import (
	"fmt"
	"strconv"
	"strings"

	"sendoff/transfer/bits"
)

// NoteHead is the first line of a note: "14:01:07.343 > Create-Session".
func NoteHead(n bits.Note) string {
	s := byClock(n.At, milliOf24, milliOf12) + " " + Arrow(n)
	if n.Packet != "" {
		s += " " + string(n.Packet)
	}
	if n.Count > 1 {
		s += " ×" + strconv.Itoa(n.Count)
	}
	return s
}

// Arrow is the sign of a transcript line: ">" for what was sent, "<" for what was received, refusals included, and
// "!" for anything else.
func Arrow(n bits.Note) string {
	switch {
	case n.Kind == bits.NoteSent:
		return ">"
	case n.Answered():
		return "<"
	}
	return "!"
}

// TranscriptText is a transcript for the clipboard.
func TranscriptText(notes []bits.Note) string {
	var b strings.Builder
	for _, n := range notes {
		b.WriteString(NoteHead(n))
		if text := Note(n); text != "" {
			b.WriteString("  " + text)
		}
		if took := TakingText(n.Took); took != "" {
			b.WriteString("  " + took)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// eventTexts are the sentences for events without a request or answer.
var eventTexts = map[bits.Event]string{
	bits.EventResent:          Mark("The server had closed the connection. Sent again on a fresh one."),
	bits.EventSigningIn:       Mark("The server asks to sign in. Signing in."),
	bits.EventReplyInClear:    Mark("The reply is at an address of http, and the upload went over https. Sendoff does not follow."),
	bits.EventReplyUnusable:   Mark("The address that the server named for its reply cannot be used."),
	bits.EventSmaller:         Mark("The server does not take parts this large. Going on with smaller ones."),
	bits.EventReading:         Mark("Something about the file has changed. Reading again what was sent of it, to see whether it is the same."),
	bits.EventStillWritten:    Mark("The file is still being written. Waiting until it has stood still for 3 seconds."),
	bits.EventSessionLost:     Mark("The server has lost the session. Starting over from the beginning."),
	bits.EventMaybeLost:       Mark("The server may have lost the session. Starting over from the beginning."),
	bits.EventOutOfStep:       Mark("The server is out of step and does not say where it is. Starting over from the beginning."),
	bits.EventMustNotRepeat:   Mark("It is not clear what arrived, and this server must not get bytes twice. Starting over from the beginning."),
	bits.EventMayRepeat:       Mark("It is not clear what arrived, and this server has not shown that it notices bytes that come twice. Starting over from the beginning."),
	bits.EventTooMuch:         Mark("The server says that it has more than was sent. Starting over from the beginning."),
	bits.EventNextIsNew:       Mark("The server answers, but takes nothing of this session. The next try begins a new one."),
	bits.EventAsking:          Mark("The server had closed the connection. Asking what has arrived."),
	bits.EventReplyEndless:    Mark("The reply is too large, or has no end. Going on without it."),
	bits.EventReplyElsewhere:  Mark("The name for the reply was taken. It is saved under another one."),
	bits.EventAlreadyClosed:   Mark("The server had already closed the session."),
	bits.EventDigestMalformed: Mark("The server named a digest of what it received that cannot be read. It is ignored."),
	bits.EventDigestUnknown:   Mark("The server named a digest of what it received by another algorithm than SHA-256. It is ignored."),
	bits.EventDigestOfAnswer:  Mark("The digest that came is that of an empty file. It is taken for that of the answer itself, and ignored."),
	bits.EventDigesting:       Mark("The server named a SHA-256 of what it received. Reading the file once more to compare it."),
	bits.EventDigestUnread:    Mark("The server named a SHA-256 of what it received. The file cannot be read again to compare it."),
	bits.EventComparing:       Mark("Comparing what the server has with what was sent, as its settings say."),
	bits.EventNotCompared:     Mark("What the server has could not be compared: it does not let it be read back, or it did not answer."),
	bits.EventDiffers:         Mark("What the server has received is not what was sent: the checksum that it names, or the file that it hands out, is another one."),
	bits.EventBack:            Mark("The server can be reached again, or there is another network. Going on."),
	bits.EventAwake:           Mark("The computer was asleep, or its clock was set. Going on."),
	bits.EventClockBack:       Mark("The clock was set back. Going on."),
}

// flawTexts say what is wrong with an answer. Some have a placeholder for the file's size.
var flawTexts = map[bits.Flaw]string{
	bits.FlawProtocol: Mark("the server chose another protocol"),
	bits.FlawSession:  Mark("no usable session id"),
	bits.FlawExpect:   Mark("sent again without asking first"),
	bits.FlawEarly:    Mark("the server says that it has bytes that were not sent"),
	bits.FlawPart:     Mark("the part of the reply that came is not the one asked for"),
}

func flawText(f bits.Flaw, size int64) string {
	if f == bits.FlawBeyond {
		return fmt.Sprintf(Tr("the server wants to go on at a place that the file of %d bytes does not have"), size)
	}
	return translated(flawTexts[f])
}

// failureTexts say why a request got no answer.
var failureTexts = map[bits.Failure]string{
	bits.FailedRefused:     Mark("connection refused"),
	bits.FailedReset:       Mark("connection reset by peer"),
	bits.FailedClosed:      Mark("the connection was closed without an answer"),
	bits.FailedUnreachable: Mark("network is unreachable"),
	bits.FailedNoRoute:     Mark("no route to host"),
	bits.FailedTimeout:     Mark("i/o timeout"),
	bits.FailedNoHost:      Mark("no such host"),
	bits.FailedStalled:     Mark("no byte moved for too long"),
	bits.FailedShort:       Mark("the file is shorter than it was"),
	bits.FailedStuck:       Mark("the disk or share with the file does not answer"),
	bits.LeftCancelled:     Mark("cancelled"),
	bits.LeftPaused:        Mark("paused"),
	bits.LeftClosing:       Mark("the program is closing"),
	bits.LeftYielding:      Mark("made room for a job of a higher priority"),
	bits.LeftAsleep:        Mark("The computer was asleep. Going on."),
	bits.LeftMoved:         Mark("The network has changed. Going on over the one there is."),
}

// translated is Tr for a text that may be empty.
func translated(text string) string {
	if text == "" {
		return ""
	}
	return Tr(text)
}

// Note is the text of a transcript line, without its time, arrow and packet. What systems and servers said is
// quoted as it is.
func Note(n bits.Note) string {
	switch {
	case n.Kind == bits.NoteSent:
		return joined(" ", requestText(n), n.Text)
	case n.Event == bits.EventRefused:
		return refusalText(n)
	case n.Answered():
		return joined(" ", statusText(n), saidText(n), n.Text)
	case n.Event == bits.EventLost:
		return lostText(n)
	}
	return joined(" ", translated(eventTexts[n.Event]), n.Text)
}

// joined joins the words that are not empty.
func joined(between string, words ...string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, between)
}

func requestText(n bits.Note) string {
	switch {
	case n.Range != bits.Range{}:
		return n.Range.String()
	case n.Address != "" && n.Headers != "":
		return fmt.Sprintf(Tr("%[1]s with %[2]s"), n.Address, strings.ReplaceAll(n.Headers, "\n", ", "))
	case n.Address != "":
		return n.Address
	case n.Session != "":
		return fmt.Sprintf(Tr("session %s"), n.Session)
	}
	return ""
}

// statusText is "200 Ack".
func statusText(n bits.Note) string {
	status := ""
	if n.Status != 0 {
		status = strconv.Itoa(n.Status)
	}
	if n.Ack {
		return joined(" ", status, string(bits.Ack))
	}
	return status
}

// saidText is the content of a successful answer.
func saidText(n bits.Note) string {
	said := ""
	switch {
	case n.Event == bits.EventRewound:
		said = fmt.Sprintf(Tr("out of step: the server has %d, going on from there"), n.Received)
	case n.Packet == bits.CreateSession && n.Session != "":
		said = fmt.Sprintf(Tr("session %s"), n.Session)
		if n.Host != "" {
			said += fmt.Sprintf(Tr(" on host %s"), n.Host)
		}
	case n.Packet == bits.Fragment && n.Text == "":
		said = fmt.Sprintf(Tr("received up to %d"), n.Received)
	case n.Packet == bits.GetReply && n.Text == "":
		said = replyPartText(n)
	}
	if n.Reply {
		said += Tr(", a reply is ready")
	}
	return said
}

func replyPartText(n bits.Note) string {
	if n.Length < 0 {
		return fmt.Sprintf(Tr("bytes from %d on"), n.Offset)
	}
	return fmt.Sprintf(Tr("%[1]d bytes from %[2]d"), n.Length, n.Offset)
}

// refusalText is "403 Forbidden 0x80070005 context 0x5".
func refusalText(n bits.Note) string {
	text := strconv.Itoa(n.Status) + " " + bits.StatusText(n.Status)
	if n.Code != 0 {
		text += " " + fmt.Sprintf(Tr("%[1]s context %[2]s"), bits.FormatCode(n.Code), bits.FormatContext(n.Context))
	}
	if !n.Ack {
		text += " " + Tr("(not a BITS answer)")
	}
	return joined(" ", text, flawText(n.Flaw, n.Range.Total), n.Text)
}

// lostText says why a request got no answer: the system's message, or why this side aborted it.
func lostText(n bits.Note) string {
	if n.Text != "" && n.Failure != bits.FailedClosed {
		return n.Text
	}
	return failureText(n)
}

// failureText is a short reason for a request without an answer.
func failureText(n bits.Note) string {
	switch n.Failure { //nolint:exhaustive // the others say all that there is
	case "":
		return n.Text
	case bits.FailedClosed:
		return joined(": ", Tr(failureTexts[n.Failure]), n.Text)
	}
	return translated(failureTexts[n.Failure])
}
