package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/wallclock"
)

// AdminText is what a server's admin needs to know about a failed upload: server, time, packet, status, codes and
// the head of the answer, without secrets.
func AdminText(j *transfer.Job) string {
	var b strings.Builder
	say := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	say(Tr("Server"), bits.SafeAddress(j.Target.Server()))
	say(Tr("Address"), bits.SafeAddress(j.Target.URL))
	say(Tr("Session ID"), j.Session.ID)
	f := j.Fault
	if f == nil {
		say(Tr("State"), StateText(j, time.Now()))
		return b.String()
	}
	say(Tr("Time"), wallclock.In(f.At).Format("2006-01-02 15:04:05 -07:00"))
	say(Tr("Problem"), FaultSentence(f, j))
	say(Tr("Packet"), packetText(f.Packet, j.Target.Override))
	say(Tr("Status"), NumberOrNone(f.HTTP))
	say("HRESULT", HexOrNone(f.Code))
	if f.Context != 0 {
		say(Tr("Context"), fmt.Sprintf("0x%X (%s)", f.Context, contextText(f.Context)))
	}
	say(Tr("Reported"), detailText(f, j))
	say(Tr("File size"), Number(int(j.Source.Size)))
	if f.Head != "" {
		b.WriteString(Tr("Answer") + ":\n" + indented(f.Head))
	}
	return b.String()
}

// packetText is the packet with its HTTP method, as in a server's log.
func packetText(packet string, override bool) string {
	if packet == "" {
		return ""
	}
	if override {
		return "POST " + packet
	}
	return "BITS_POST " + packet
}

// DetailsText is all that is known of an upload, ending with the part for an admin.
func DetailsText(j *transfer.Job, now time.Time) string {
	var b strings.Builder
	for _, f := range Facts(j, Host(j.Target.URL), now) {
		if f.Label == Tr("Address") {
			f.Value = bits.SafeAddress(f.Value)
		}
		b.WriteString(f.Label + ": " + f.Value + "\n")
	}
	if j.Fault != nil && j.Fault.Head != "" {
		b.WriteString(Tr("Answer") + ":\n" + indented(j.Fault.Head))
	}
	return b.String()
}

func indented(lines string) string {
	lines = strings.TrimRight(lines, "\n")
	return "  " + strings.ReplaceAll(lines, "\n", "\n  ") + "\n"
}

// NumberOrNone is n in decimal, "" for 0.
func NumberOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// HexOrNone is a code in hexadecimal, "" for 0.
func HexOrNone(code uint32) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("0x%08X", code)
}
