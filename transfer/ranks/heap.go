package ranks

// heap is a binary heap that tells each element where it stands.
type heap[E any] struct {
	all   []E
	less  func(a, b E) bool
	moved func(e E, at int)
}

func (h *heap[E]) push(e E) {
	h.all = append(h.all, e)
	h.up(len(h.all) - 1)
}

// fix restores the order after the element at i has changed.
func (h *heap[E]) fix(i int) {
	if !h.down(i) {
		h.up(i)
	}
}

// remove takes out the element at i.
func (h *heap[E]) remove(i int) E {
	last := len(h.all) - 1
	gone := h.all[i]
	h.all[i] = h.all[last]
	var none E
	h.all[last] = none // so that it is not kept alive
	h.all = h.all[:last]
	if i < last {
		h.fix(i)
	}
	return gone
}

func (h *heap[E]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(h.all[i], h.all[parent]) {
			break
		}
		h.all[i], h.all[parent] = h.all[parent], h.all[i]
		h.moved(h.all[i], i)
		i = parent
	}
	h.moved(h.all[i], i)
}

// down reports whether the element at i has moved.
func (h *heap[E]) down(i int) bool {
	begun := i
	for {
		child := 2*i + 1
		if child >= len(h.all) {
			break
		}
		if right := child + 1; right < len(h.all) && h.less(h.all[right], h.all[child]) {
			child = right
		}
		if !h.less(h.all[child], h.all[i]) {
			break
		}
		h.all[i], h.all[child] = h.all[child], h.all[i]
		h.moved(h.all[i], i)
		i = child
	}
	h.moved(h.all[i], i)
	return i != begun
}
