/*-------------------------------------------------------------------------
 *
 * element_table.c
 *	  Chemical elements by their symbols.
 *
 * The vocabulary's table materials.element has the same symbols with their
 * names; a test compares the two.
 *
 *-------------------------------------------------------------------------
 */
#include "core/element_table.h"

#include <string.h>

/* In the order of their atomic numbers, from 1. */
static const char symbols[ELEMENT_COUNT][3] = {
	"H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar",
	"K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr",
	"Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe",
	"Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
	"Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn",
	"Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr",
	"Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og"
};

/* The atomic number of a symbol; 0 where it is none.  Letters count as they are: Co is no CO. */
int
element_parse(const char *text, size_t length)
{
	for (int n = 1; n <= ELEMENT_COUNT; n++)
	{
		if (strlen(symbols[n - 1]) == length && memcmp(symbols[n - 1], text, length) == 0)
			return n;
	}
	return 0;
}

const char *
element_symbol(int atomic_number)
{
	return symbols[atomic_number - 1];
}
