package transfer

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// judgements say what every packet makes of every status: the kind and what is done. The columns are
// Create-Session, Ping, Fragment, Close-Session, Cancel-Session and the GET of a reply.
const (
	judgementsOfAcks = `
200 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again
201 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again
204 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again
301 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | no_cancel refused
302 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | no_cancel refused
307 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | no_cancel refused
400 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused
401 | sign_in stop      | sign_in stop      | sign_in stop      | sign_in stop      | sign_in again
403 | denied stop       | denied stop       | denied stop       | denied stop       | no_cancel refused
404 | not_found stop    | not_found stop    | not_found stop    | gone stop         | no_cancel refused
405 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused
407 | stray_proxy stop  | stray_proxy stop  | stray_proxy stop  | stray_proxy stop  | stray_proxy again
408 | busy again        | busy again        | busy again        | busy again        | busy again
409 | exists stop       | busy again        | busy again        | unfinished again  | no_cancel refused
411 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused
413 | too_large stop    | too_large stop    | too_large smaller | unfinished stop   | no_cancel refused
416 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused
429 | busy again        | busy again        | busy again        | busy again        | busy again
500 | busy again        | busy again        | busy again        | busy again        | busy again
501 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel again
502 | busy again        | busy again        | busy again        | busy again        | busy again
503 | busy again        | busy again        | busy again        | busy again        | busy again
504 | busy again        | busy again        | busy again        | busy again        | busy again
505 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel again
507 | server_disk again | server_disk again | server_disk again | server_disk again | server_disk again`
	judgementsOfOthers = `
200 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again     | no_handover again
201 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again     | no_handover again
204 | not_bits again    | not_bits again    | not_bits again    | not_bits again    | not_bits again     | no_handover again
301 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | redirect again     | redirect stop
302 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | redirect again     | redirect stop
307 | redirect stop     | redirect stop     | redirect stop     | redirect stop     | redirect again     | redirect stop
400 | not_bits stop     | not_bits stop     | not_bits stop     | unfinished stop   | no_cancel refused  | no_handover stop
401 | sign_in stop      | sign_in stop      | sign_in stop      | sign_in stop      | sign_in again      | sign_in stop
403 | denied stop       | denied stop       | denied stop       | denied stop       | no_cancel refused  | denied stop
404 | not_found stop    | not_found stop    | not_found stop    | gone stop         | no_cancel refused  | not_found stop
405 | not_bits stop     | not_bits stop     | not_bits stop     | unfinished stop   | no_cancel refused  | no_handover stop
407 | stray_proxy stop  | stray_proxy stop  | stray_proxy stop  | stray_proxy stop  | stray_proxy again  | stray_proxy stop
408 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
409 | exists stop       | busy again        | busy again        | unfinished again  | no_cancel refused  | no_handover again
411 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused  | no_handover stop
413 | too_large stop    | too_large stop    | too_large smaller | unfinished stop   | no_cancel refused  | no_handover stop
416 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel refused  | no_handover stop
429 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
500 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
501 | not_bits stop     | not_bits stop     | not_bits stop     | unfinished stop   | no_cancel again    | no_handover stop
502 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
503 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
504 | busy again        | busy again        | busy again        | busy again        | busy again         | busy again
505 | refused stop      | refused stop      | refused stop      | unfinished stop   | no_cancel again    | no_handover stop
507 | server_disk again | server_disk again | server_disk again | server_disk again | server_disk again  | busy again`
)

// TestJudgePacketByStatus: the meaning of a status depends on its packet. One table is for answers marked as Acks,
// the other for unmarked ones, which every reply is.
func TestJudgePacketByStatus(t *testing.T) {
	packets := []bits.PacketType{bits.CreateSession, bits.Ping, bits.Fragment, bits.CloseSession, bits.CancelSession, bits.GetReply}
	for _, table := range []struct {
		name, rows string
		notAck     bool
	}{{"ack", judgementsOfAcks, false}, {"other", judgementsOfOthers, true}} {
		for line := range strings.Lines(strings.TrimPrefix(table.rows, "\n")) {
			cells := strings.Split(line, "|")
			status, err := strconv.Atoi(strings.TrimSpace(cells[0]))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range cells[1:] {
				e := &bits.Error{Packet: packets[i], Status: status, NotAck: table.notAck}
				if got := judged(e); got != strings.TrimSpace(want) {
					t.Errorf("%s: %s answered with %d is %q, want %q", table.name, packets[i], status, got, strings.TrimSpace(want))
				}
			}
		}
	}
}

// judged returns the kind of an answer and the reaction to it; for a cancel, its outcome.
func judged(e *bits.Error) string {
	v := judge(e.Packet, e)
	if e.Packet == bits.CancelSession {
		switch ev := afterCancel(&Job{}, e).(type) {
		case cancelEnded:
			return fmt.Sprintf("%s %s", ev.fault.Kind, ev.outcome)
		case failed:
			return fmt.Sprintf("%s again", ev.fault.Kind)
		}
	}
	return fmt.Sprintf("%s %s", v.fault.Kind, map[action]string{retryLater: "again", stop: "stop", renew: "renew", smaller: "smaller"}[v.action])
}

// TestJudgeCodesByPacket: the same goes for codes.
func TestJudgeCodesByPacket(t *testing.T) {
	for _, c := range []struct {
		packet bits.PacketType
		status int
		code   uint32
		want   string
	}{
		{bits.CreateSession, 501, bits.CodeAccessDenied, "disabled stop"},
		{bits.Fragment, 501, bits.CodeAccessDenied, "disabled stop"},
		{bits.CloseSession, 501, bits.CodeAccessDenied, "unfinished stop"},
		{bits.CancelSession, 501, bits.CodeAccessDenied, "no_cancel again"},
		{bits.CloseSession, 500, bits.CodeInvalidArgument, "unfinished stop"},
		{bits.CloseSession, 400, bits.CodeInvalidArgument, "unfinished stop"},
		{bits.CancelSession, 400, bits.CodeInvalidArgument, "no_cancel refused"},
		{bits.CancelSession, 403, bits.CodeAccessDenied, "no_cancel refused"},
		{bits.CloseSession, 403, bits.CodeAccessDenied, "denied stop"},
		{bits.CloseSession, 413, bits.CodeTooLarge, "too_large stop"},
		{bits.CloseSession, 500, bits.CodeDiskFull, "server_disk again"},
		{bits.CancelSession, 500, bits.CodeDiskFull, "server_disk again"},
		{bits.CloseSession, 500, bits.CodeSessionNotFound, "lost_session renew"},
	} {
		e := &bits.Error{Packet: c.packet, Status: c.status, Code: c.code, Context: bits.ContextRemoteFile}
		if got := judged(e); got != c.want {
			t.Errorf("%s answered with %d %#x is %q, want %q", c.packet, c.status, c.code, got, c.want)
		}
	}
}
