/* JDBC, as Tableau, DBeaver, Metabase and others use it: the PostgreSQL driver. */
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

public class Jdbc {
	static int n = 0;
	static void is(Object found, Object wanted, String what) {
		boolean same = Objects.equals(found, wanted);
		System.out.println((same ? "ok " : "not ok ") + ++n + " - " + what);
		if (!same)
			System.out.println("# found " + found + ", wanted " + wanted);
	}
	static List<String[]> rows(Connection db, String question) throws SQLException {
		List<String[]> list = new ArrayList<>();
		try (Statement s = db.createStatement(); ResultSet r = s.executeQuery(question)) {
			while (r.next()) {
				String[] row = new String[r.getMetaData().getColumnCount()];
				for (int i = 0; i < row.length; i++) row[i] = r.getString(i + 1);
				list.add(row);
			}
		}
		return list;
	}
	static void bind(PreparedStatement p, String type, String value) throws SQLException {
		switch (type) {
			case "bigint": p.setLong(1, Long.parseLong(value)); break;
			case "numeric": p.setBigDecimal(1, new BigDecimal(value)); break;
			case "date": p.setDate(1, java.sql.Date.valueOf(value)); break;
			case "boolean": p.setBoolean(1, Boolean.parseBoolean(value)); break;
			case "timestamp with time zone": p.setObject(1, java.time.OffsetDateTime.parse("2199-01-01T00:00:00Z")); break;
			default: p.setString(1, value);
		}
	}
	static String text(Object o) { return o instanceof BigDecimal ? ((BigDecimal) o).toPlainString() : String.valueOf(o); }
	public static void main(String[] args) throws Exception {
		String url = "jdbc:postgresql://" + System.getenv("CLIENT_HOST") + ":" + System.getenv("CLIENT_PORT") + "/" + System.getenv("CLIENT_DATABASE") + "?user=bi_client&password=bi_client&prepareThreshold=3&binaryTransfer=true";
		try (Connection db = DriverManager.getConnection(url)) {
			db.setReadOnly(true);
			DatabaseMetaData meta = db.getMetaData();
			Map<String, Integer> wanted = new HashMap<>();
			wanted.put("text", Types.VARCHAR); wanted.put("bigint", Types.BIGINT); wanted.put("integer", Types.INTEGER); wanted.put("numeric", Types.NUMERIC); wanted.put("date", Types.DATE);
			wanted.put("timestamp with time zone", Types.TIMESTAMP); wanted.put("boolean", Types.BIT);
			List<String> faults = new ArrayList<>(), comments = new ArrayList<>();
			Set<String> views = new TreeSet<>(), told = new TreeSet<>();
			List<String[]> columns = rows(db, "SELECT view, name, type, precision, scale, comment FROM public.bi_column ORDER BY view, attnum");
			for (String[] c : columns) views.add(c[0]);
			try (ResultSet t = meta.getTables(null, "demo", "bi\\_%", new String[] {"VIEW"})) {
				while (t.next()) {
					told.add(t.getString("TABLE_NAME"));
					if (t.getString("REMARKS") == null) comments.add(t.getString("TABLE_NAME"));
				}
			}
			is(told, views, "every view is told");
			for (String[] c : columns) {
				try (ResultSet r = meta.getColumns(null, "demo", c[0].replace("_", "\\_"), c[1].replace("_", "\\_"))) {
					if (!r.next()) { faults.add(c[0] + "." + c[1] + " is not there"); continue; }
					if (r.getInt("DATA_TYPE") != wanted.get(c[2]) || c[2].equals("numeric") && !(r.getString("COLUMN_SIZE") + "," + r.getString("DECIMAL_DIGITS")).equals(c[3] + "," + c[4]))
						faults.add(c[0] + "." + c[1] + ": " + r.getInt("DATA_TYPE") + " " + r.getString("TYPE_NAME") + " " + r.getString("COLUMN_SIZE") + "," + r.getString("DECIMAL_DIGITS"));
					if (!c[5].equals(r.getString("REMARKS"))) comments.add(c[0] + "." + c[1]);
				}
			}
			is(faults, new ArrayList<String>(), "every column is of the type that it is, with its precision");
			is(comments, new ArrayList<String>(), "every comment is told");
			Set<String> keys = new TreeSet<>();
			try (ResultSet k = meta.getImportedKeys(null, "demo", "consumption")) {
				while (k.next()) keys.add(k.getString("FKCOLUMN_NAME") + " " + k.getString("PKTABLE_NAME") + "." + k.getString("PKCOLUMN_NAME"));
			}
			is(keys.toString(), "[event_id event.id, input_lot_id lot.id, output_lot_id lot.id]", "keys of the table beneath are told");
			for (String[] a : rows(db, "SELECT question, type, value, answer FROM public.bi_answer ORDER BY question")) {
				try (PreparedStatement p = db.prepareStatement(a[0])) {
					Set<String> found = new TreeSet<>();
					for (int i = 0; i < 6; i++) {    // from the third time on prepared on the server, with binary results
						bind(p, a[1], a[2]);
						try (ResultSet r = p.executeQuery()) { r.next(); found.add(text(r.getObject(1))); }
					}
					is(found.toString(), "[" + a[3] + "]", "prepared, in text and binary: " + a[0]);
				}
			}
			try (Statement s = db.createStatement(); ResultSet r = s.executeQuery("SELECT made_on, made_on_known, country FROM demo.bi_lot WHERE NOT made_on_known LIMIT 1")) {
				r.next();
				is(r.getObject(1) + " " + r.getBoolean(2) + " " + r.getString(3), "null false unknown", "what is not known is NULL with a word beside it");
			}
			System.out.println("1.." + n);
		}
	}
}
