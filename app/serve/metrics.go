package serve

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// metrics are what a server has done since it began.
type metrics struct {
	began    time.Time
	receiver *receiver.Receiver

	mu      sync.Mutex
	packets map[answered]int64
	stored  int64 // bytes
	files   int64 // complete uploads
}

// answered is a kind of packet and the status of its answer.
type answered struct {
	packet bits.PacketType
	status int
}

// count adds a packet.
func (m *metrics) count(e receiver.Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.packets == nil {
		m.packets = map[answered]int64{}
	}
	m.packets[answered{e.Packet, e.Status}]++
	m.stored += e.Sent
	if e.Complete {
		m.files++
	}
}

// write writes the figures in the text format of Prometheus.
func (m *metrics) write(w io.Writer) error {
	open, partial := 0, int64(0)
	for _, s := range m.receiver.Sessions() {
		if s.Received < s.Total || s.Total < 0 {
			open++
			partial += s.Received
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := page{w: w}
	p.metric("sendoff_serve_start_time_seconds", "gauge", "When the server began, in seconds since 1970.", float64(m.began.Unix()))
	p.metric("sendoff_serve_sessions", "gauge", "Uploads that are not complete.", float64(open))
	p.metric("sendoff_serve_partial_bytes", "gauge", "Bytes of uploads that are not complete.", float64(partial))
	p.metric("sendoff_serve_stored_bytes_total", "counter", "Bytes stored.", float64(m.stored))
	p.metric("sendoff_serve_files_total", "counter", "Complete uploads.", float64(m.files))
	p.head("sendoff_serve_packets_total", "counter", "Packets answered.")
	for _, a := range m.answered() {
		name := string(a.packet)
		if name == "" {
			name = "unknown"
		}
		p.printf("sendoff_serve_packets_total{packet=%q,status=\"%d\"} %d\n", name, a.status, m.packets[a])
	}
	return p.err
}

// answered lists the kinds of answers in a fixed order.
func (m *metrics) answered() []answered {
	var list []answered
	for a := range m.packets {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b answered) int {
		return cmp.Or(cmp.Compare(a.packet, b.packet), cmp.Compare(a.status, b.status))
	})
	return list
}

// page writes until the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) printf(format string, a ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, a...)
	}
}

func (p *page) head(name, kind, help string) {
	p.printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func (p *page) metric(name, kind, help string, value float64) {
	p.head(name, kind, help)
	p.printf("%s %s\n", name, strconv.FormatFloat(value, 'f', -1, 64))
}
