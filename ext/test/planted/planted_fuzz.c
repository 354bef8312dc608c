/*-------------------------------------------------------------------------
 *
 * planted_fuzz.c
 *	  A parser with a fault that the fuzzer must find before its targets run.
 *
 * It reads a length from behind three letters and believes it.
 *
 *-------------------------------------------------------------------------
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint8_t    *text = malloc(size + 1);
	volatile uint8_t sum = 0;

	memcpy(text, bytes, size);
	text[size] = 0;
	if (size > 4 && text[0] == 'L' && text[1] == 'E' && text[2] == 'N')
		for (size_t at = 4; at < 4 + (size_t) text[3]; at++)
			sum += text[at];
	free(text);
	return 0;
}
