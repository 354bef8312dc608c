/*-------------------------------------------------------------------------
 *
 * document_bytes.h
 *	  Where the bytes of a document come from, some at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_DOCUMENT_BYTES_H
#define MATERIALS_DOCUMENT_BYTES_H

#include <stddef.h>

typedef struct DocumentBytes
{
	/* Fills in up to size bytes and says how many; 0 is the end of the document. */
	size_t		(*take) (void *state, char *buffer, size_t size);
	/* The next bytes are the first ones again. */
	void		(*rewind) (void *state);
	void	   *state;
} DocumentBytes;

#endif							/* MATERIALS_DOCUMENT_BYTES_H */
