package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/wallclock"
)

// Plain texts about a fault for the clipboard. Addresses are without what in them grants access.

// copyForAdmin copies what the admin of a server needs to know of a refusal.
func (a *actions) copyForAdmin(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.copy(AdminText(j))
	}
}

// copyDetails copies all that is known of an upload.
func (a *actions) copyDetails(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.copy(detailsText(j, time.Now()))
	}
}

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

// copyDiagnostics copies what somebody who helps needs to know of the program.
func (a *actions) copyDiagnostics() {
	a.w.host.Diagnostics(func(text string, err error) {
		if err != nil {
			a.w.Message(ErrorText(err))
			return
		}
		a.w.app.Clipboard().SetContent(text)
		a.w.news(tr(textDiagnosed))
	})
}
