// Package cards is what the user has decided about a server: its card. A card says where uploads go, under which names,
// and how they are sent. The package is pure: it reads no file and knows no network, engine or window.
//
// # Map
//
//   - card.go: Card and its defaults
//   - span.go: times of a card, as text
//   - check.go: which cards are valid, and what is wrong with the others
//   - book.go: all cards: finding the card of an address, and of a destination that begins with a card's name
//   - template.go: names on the server, made of fields such as {name} and {date}
//   - file.go: a .sendoff file, which hands out a card without its secrets
//
// A Card can be compared with ==, and the engine, the window and the command line hand around copies of it.
package cards
