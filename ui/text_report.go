package ui

import (
	"fmt"
	"sendoff/transfer"
	"sendoff/ui/wallclock"
	"strconv"
	"strings"
	"time"
)

// AdminText is what the admin of a server needs to know of an upload that failed there: server, time,
// packet, status, codes and what the head of the answer said, without secrets.
func AdminText(j *transfer.Job) string {
	var b strings.Builder
	say := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	say(tr("Server"), safeAddress(j.Target.Server()))
	say(tr("Address"), safeAddress(j.Target.URL))
	say(tr("Session ID"), j.Session.ID)
	f := j.Fault
	if f == nil {
		say(tr("State"), StateText(j, time.Now()))
		return b.String()
	}
	say(tr("Time"), wallclock.In(f.At).Format("2006-01-02 15:04:05 -07:00"))
	say(tr("Problem"), faultSentence(f, j))
	say(tr("Packet"), packetText(f.Packet, j.Target.Override))
	say(tr("Status"), numberOrNone(f.HTTP))
	say("HRESULT", hexOrNone(f.Code))
	if f.Context != 0 {
		say(tr("Context"), fmt.Sprintf("0x%X (%s)", f.Context, contextText(f.Context)))
	}
	say(tr("Reported"), f.Detail)
	say(tr("File size"), Number(int(j.Source.Size)))
	if f.Head != "" {
		b.WriteString(tr("Answer") + ":\n" + indented(f.Head))
	}
	return b.String()
}

// packetText is the packet with its verb, as a server's log has it.
func packetText(packet string, override bool) string {
	if packet == "" {
		return ""
	}
	if override {
		return "POST " + packet
	}
	return "BITS_POST " + packet
}

// detailsText is all that is known of an upload, with what an admin needs at its end.
func detailsText(j *transfer.Job, now time.Time) string {
	var b strings.Builder
	for _, f := range factsOf(j, host(j.Target.URL), now) {
		if f.label == tr("Address") {
			f.value = safeAddress(f.value)
		}
		b.WriteString(f.label + ": " + f.value + "\n")
	}
	if j.Fault != nil && j.Fault.Head != "" {
		b.WriteString(tr("Answer") + ":\n" + indented(j.Fault.Head))
	}
	return b.String()
}

func indented(lines string) string {
	lines = strings.TrimRight(lines, "\n")
	return "  " + strings.ReplaceAll(lines, "\n", "\n  ") + "\n"
}

// safeAddress is an address as strangers may see it: without the values of its query and without a user.
func safeAddress(address string) string {
	before, after, query := strings.Cut(address, "?")
	if scheme, rest, ok := strings.Cut(before, "://"); ok {
		authority, tail, slash := strings.Cut(rest, "/")
		if i := strings.LastIndexByte(authority, '@'); i >= 0 {
			authority = authority[i+1:]
		}
		before = scheme + "://" + authority
		if slash {
			before += "/" + tail
		}
	}
	if query && after != "" {
		return before + "?..."
	}
	return before
}

func numberOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func hexOrNone(code uint32) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("0x%08X", code)
}
